package io.kwalk.linux.boot;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfSection;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.ParallelRead;
import io.kwalk.linux.Kernel;
import java.util.Arrays;
import java.util.Optional;

/**
 * The bytes of the kernel's own BTF. A vmlinux that the user named holds them too, where they are
 * neither compressed nor scattered; they are taken from there if length, first and last page are
 * those of the dump.
 */
final class KernelBtf {
  private static final int PAGE = 4096;

  private KernelBtf() {}

  /**
   * The BTF from {@code start} on.
   *
   * @throws MemoryFault if neither file nor dump has all of it
   */
  static byte[] read(Kernel kernel, long start, int length) {
    Optional<byte[]> file = inVmlinux(kernel, start, length);
    return file.isPresent() ? file.get() : ParallelRead.read(kernel.memory(), start, length);
  }

  private static Optional<byte[]> inVmlinux(Kernel kernel, long start, int length) {
    Optional<DebugFile> file = kernel.debugFiles().namedVmlinux();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<ElfSection> section = file.get().elf().section(".BTF");
      if (section.isEmpty() || section.get().size() != length) {
        return Optional.empty();
      }
      byte[] bytes = file.get().elf().read(section.get()).bytes(length);
      return agrees(kernel, start, bytes) ? Optional.of(bytes) : Optional.empty();
    } catch (DebugInfoException _) {
      return Optional.empty();
    }
  }

  private static boolean agrees(Kernel kernel, long start, byte[] bytes) {
    return agrees(kernel, start, bytes, 0) && agrees(kernel, start, bytes, bytes.length - PAGE);
  }

  /** Whether the dump has the same page there; one that it has not does not speak against it. */
  private static boolean agrees(Kernel kernel, long start, byte[] bytes, int at) {
    int from = Math.max(0, at);
    int to = Math.min(bytes.length, from + PAGE);
    try {
      byte[] page = kernel.memory().read(start + from, to - from);
      return Arrays.equals(page, 0, page.length, bytes, from, to);
    } catch (MemoryFault _) {
      return true;
    }
  }
}
