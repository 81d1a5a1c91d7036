package io.kwalk.linux.debuginfo;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.memory.Lazy;
import io.kwalk.linux.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The debug files in use, found when first asked for. Safe for several threads. */
public final class DebugFiles {
  private final Kernel kernel;
  private final DebugInfoSources sources;
  private final Lazy<Optional<DebugFile>> vmlinux;

  public DebugFiles(Kernel kernel, DebugInfoSources sources) {
    this.kernel = kernel;
    this.sources = sources;
    this.vmlinux = Lazy.of(this::openVmlinux);
  }

  /** vmlinux's; {@link Kernel#notes} says why one that was named is not used. */
  public Optional<DebugFile> vmlinux() {
    return vmlinux.get();
  }

  private Optional<DebugFile> openVmlinux() {
    if (sources.vmlinux().isEmpty()) {
      return Optional.empty();
    }
    Path path = sources.vmlinux().get();
    try {
      ElfFile elf = ElfFile.open(path);
      Optional<String> expected = kernel.vmcoreinfo().value("BUILD-ID");
      Optional<String> actual = elf.buildId();
      if (expected.isPresent() && actual.isPresent() && !expected.equals(actual)) {
        kernel.note(
            path + ": not this kernel's: build-id " + actual.get() + ", not " + expected.get());
        return Optional.empty();
      }
      return Optional.of(new DebugFile(elf, null, kernel.layout().kernelOffset()));
    } catch (IOException | DebugInfoException failure) {
      kernel.note(path + ": not used: " + failure.getMessage());
      return Optional.empty();
    }
  }

  /** The file of the code at a run-time address: a module's, else vmlinux's. */
  public Optional<DebugFile> of(long address) {
    return vmlinux();
  }
}
