package io.kwalk.lab.dumps;

import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.debuginfo.DebugInfoSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A real dump and what the guest said of itself just before it crashed.
 *
 * @param folder holds {@code vmcore} and {@code oracle/}; perhaps {@code crash/}, with crash's
 *     answers
 */
public record RealDump(Path folder) {
  static final String QEMU_VMCORE = "vmcore-kdump-zlib";

  private static final Map<Path, Path> RECORDS = new ConcurrentHashMap<>();

  public String name() {
    return folder.getFileName().toString();
  }

  /** The dump; of QEMU's two of a guest the compressed one. */
  public Path vmcore() {
    Path vmcore = folder.resolve("vmcore");
    return Files.exists(vmcore) ? vmcore : folder.resolve(QEMU_VMCORE);
  }

  /** Whether QEMU wrote it, from outside: the guest stood in panic(). */
  public boolean isOfQemu() {
    return vmcore().endsWith(QEMU_VMCORE);
  }

  /** Whether nothing crashed: {@code lab/scripts/dump-core} has QEMU dump a guest at rest. */
  public boolean wasRunning() {
    return Files.exists(oracle("threads"));
  }

  /** The kernel's release, as the guest said it. */
  public String release() {
    try {
      return Files.readString(folder.resolve("release")).strip();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /**
   * The kernel in it, with its debug file where it needs one and the lab has it: kernels without
   * CONFIG_KALLSYMS_ALL do not know their own variables.
   */
  public Kernel open() throws Exception {
    Kernel kernel = open(DebugInfoSources.NONE);
    if (kernel.findAddress("init_task").isPresent()) {
      return kernel;
    }
    kernel.close();
    return open(DebugInfoSources.of(vmlinux()));
  }

  private Path vmlinux() {
    return RealDumps.lab().resolve("kernels").resolve(release()).resolve("vmlinux");
  }

  /** What the program is given to open it as {@link #open} does. */
  public List<String> arguments() throws Exception {
    try (Kernel kernel = open(DebugInfoSources.NONE)) {
      return kernel.findAddress("init_task").isPresent()
          ? List.of(vmcore().toString())
          : List.of(vmcore().toString(), vmlinux().toString());
    }
  }

  private Kernel open(DebugInfoSources sources) throws Exception {
    List<String> files = List.of(vmcore().toString());
    return Kernel.open(DumpImages.open(files, ImageOptions.DEFAULT), sources);
  }

  /** Whether both are of one crash: the kernel's log is the same. */
  public boolean crashedWith(RealDump other) {
    try {
      Path log = folder.resolve("dmesg");
      Path otherLog = other.folder.resolve("dmesg");
      return Files.isReadable(log)
          && Files.isReadable(otherLog)
          && Files.mismatch(log, otherLog) < 0;
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /** A file of the guest's record, such as {@code p/modules} or {@code t/1/stack}. */
  public Path oracle(String file) {
    return record().resolve(file);
  }

  public boolean hasOracle() {
    return Files.isDirectory(record());
  }

  private Path record() {
    Path console = folder.resolve("console.log");
    Path whole = folder.resolve("oracle");
    return isOfQemu() && !Files.isDirectory(whole) && Files.isReadable(console)
        ? RECORDS.computeIfAbsent(console, ConsoleRecord::extract)
        : whole;
  }

  /** Crash's answer to {@code command}, by its INDEX; null if it was not asked. */
  public @Nullable String crash(String command) throws IOException {
    Path index = folder.resolve("crash").resolve("INDEX");
    if (!Files.isReadable(index)) {
      return null;
    }
    for (String line : Files.readAllLines(index)) {
      int tab = line.indexOf('\t');
      if (tab > 0 && line.substring(tab + 1).equals(command)) {
        return Files.readString(folder.resolve("crash").resolve(line.substring(0, tab)));
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name();
  }
}
