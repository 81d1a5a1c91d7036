package io.kwalk.linux.debuginfo;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.ElfSection;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.debuginfo.file.ElfSymbols;
import io.kwalk.core.memory.Lazy;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.KernelModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The debug files in use, searched when first asked for: vmlinux's, and each module's. {@link
 * Kernel#notes} says which files were found and not used. Safe for several threads.
 */
public final class DebugFiles {
  private final Kernel kernel;
  private final DebugInfoSources sources;
  private final Lazy<DebugFileSearch> search;
  private final Lazy<Optional<DebugFile>> vmlinux;
  private final Lazy<ModuleFiles> modules;

  public DebugFiles(Kernel kernel, DebugInfoSources sources) {
    this.kernel = kernel;
    this.sources = sources;
    this.search = Lazy.of(() -> new DebugFileSearch(kernel, sources));
    this.vmlinux = Lazy.of(this::openVmlinux);
    this.modules = Lazy.of(() -> new ModuleFiles(kernel, search.get()));
  }

  /** vmlinux's, if there is one that fits. */
  public Optional<DebugFile> vmlinux() {
    return vmlinux.get();
  }

  /** vmlinux's, if the user named one that fits: nothing is searched for. */
  public Optional<DebugFile> namedVmlinux() {
    return sources.vmlinux().isPresent() ? vmlinux() : Optional.empty();
  }

  /** The name of {@link #namedVmlinux}'s file. */
  public Optional<String> nameOfVmlinux() {
    return namedVmlinux().map(file -> file.elf().name());
  }

  /** The folders that the user named for modules' files. */
  public List<Path> moduleFolders() {
    return sources.moduleFolders();
  }

  private Optional<DebugFile> openVmlinux() {
    if (sources.isNone()) {
      return Optional.empty();
    }
    Optional<String> buildId = KernelBuildId.of(kernel);
    MatchingFile matching = new MatchingFile(kernel, buildId);
    ElfFile elf = search.get().vmlinux(buildId, matching::open);
    elf = elf == null ? matching.stripped() : elf;
    return Optional.ofNullable(elf)
        .map(file -> new DebugFile(file, null, kernel.layout().kernelOffset()));
  }

  /** The symbols of vmlinux's file; empty where there is none, or its table is damaged. */
  public Optional<ElfSymbols> vmlinuxSymbols() {
    try {
      Optional<DebugFile> file = vmlinux();
      return file.isEmpty() ? Optional.empty() : file.get().symbols();
    } catch (DebugInfoException damaged) {
      kernel.note("no symbols: " + damaged.getMessage());
      return Optional.empty();
    }
  }

  /** The modules' files: which are there, and which the user chose. */
  public ModuleFiles modules() {
    return modules.get();
  }

  /** The modules' files that are in use; none is searched for. */
  public List<DebugFile> modulesInUse() {
    return modules.isKnown() ? modules.get().inUse() : List.of();
  }

  /**
   * The file of the code or data at a run-time address: vmlinux's, or that of the module which is
   * there; empty if that has none.
   */
  public Optional<DebugFile> of(long address) {
    if (sources.isNone() && !modules.isKnown()) {
      return Optional.empty();
    }
    Optional<DebugFile> image = vmlinux();
    if (image.isPresent() && holds(image.get(), address)) {
      return image;
    }
    Optional<KernelModule> module = modules().at(address);
    return module.isPresent() ? modules().of(module.get()) : Optional.empty();
  }

  private static boolean holds(DebugFile file, long address) {
    long linked = file.toFile(address);
    for (ElfSection section : file.elf().sections()) {
      if (section.isAllocated()
          && Long.compareUnsigned(linked - section.address(), section.size()) < 0) {
        return true;
      }
    }
    return false;
  }
}
