package io.kwalk.linux.debuginfo;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.ModuleBuildId;
import java.util.Optional;

/** The build-id of the kernel in a dump. */
final class KernelBuildId {
  private KernelBuildId() {}

  /**
   * By vmcoreinfo (since 5.9, 0935288c6e00), else by the notes in memory, between __start_notes and
   * __stop_notes (include/asm-generic/vmlinux.lds.h); in lower-case hexadecimal.
   */
  static Optional<String> of(Kernel kernel) {
    Optional<String> noted =
        kernel.vmcoreinfo().value("BUILD-ID").filter(KernelBuildId::isHexadecimal);
    return noted.isPresent() ? noted : ofNotes(kernel);
  }

  private static Optional<String> ofNotes(Kernel kernel) {
    Optional<Symbol> start = kernel.kallsyms().find("__start_notes");
    Optional<Symbol> stop = kernel.kallsyms().find("__stop_notes");
    if (start.isEmpty() || stop.isEmpty()) {
      return Optional.empty();
    }
    try {
      long at = start.get().address();
      long end = stop.get().address();
      while (at >= start.get().address() && at + 16 <= end) {
        Optional<String> id = ModuleBuildId.ofNote(kernel.memory(), at);
        if (id.isPresent()) {
          return id;
        }
        at += 12 + padded(kernel.memory().u32(at)) + padded(kernel.memory().u32(at + 4));
      }
    } catch (MemoryFault _) {
      // Not in the dump.
    }
    return Optional.empty();
  }

  /** A dump may say anything: what is no build-id must not become part of a path. */
  private static boolean isHexadecimal(String id) {
    for (int i = 0; i < id.length(); i++) {
      if ("0123456789abcdef".indexOf(id.charAt(i)) < 0) {
        return false;
      }
    }
    return id.length() >= 8 && id.length() <= 128;
  }

  private static long padded(long size) {
    return size + 3 & ~3L;
  }
}
