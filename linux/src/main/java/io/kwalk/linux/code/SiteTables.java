package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.KernelModule;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a table of structs that the kernel has one of and each module one. */
final class SiteTables {
  /** No table is larger: a damaged count does not ask for more. */
  private static final long BYTES_AT_MOST = 1 << 24;

  /** What is done with one entry. */
  @FunctionalInterface
  interface Entry {
    /**
     * Takes an entry.
     *
     * @param table the bytes of all
     * @param offset of the entry in them
     * @param address of the entry in the kernel
     */
    void read(byte[] table, int offset, long address);
  }

  private final Kernel kernel;
  private final int entryBytes;

  SiteTables(Kernel kernel, int entryBytes) {
    this.kernel = kernel;
    this.entryBytes = entryBytes;
  }

  /** The table between two symbols, if the kernel has them. */
  void between(String start, String end, Entry entry) {
    OptionalLong first = kernel.findAddress(start);
    OptionalLong behind = kernel.findAddress(end);
    if (first.isPresent() && behind.isPresent()) {
      read(first.getAsLong(), behind.getAsLong() - first.getAsLong(), entry);
    }
  }

  /** The tables that two members of struct module tell. */
  void ofModules(String pointer, String count, Entry entry) {
    Optional<Field> start = kernel.findField("module", pointer);
    Optional<Field> number = kernel.findField("module", count);
    if (start.isEmpty() || number.isEmpty()) {
      return;
    }
    Memory memory = kernel.memory();
    for (KernelModule module : kernel.modules()) {
      try {
        long first = start.get().get(memory, module.address());
        long entries = number.get().get(memory, module.address()) & 0xffff_ffffL;
        read(first, entries * entryBytes, entry);
      } catch (MemoryFault problem) {
        kernel.note(pointer + " of " + module.name() + ": " + problem.getMessage());
      }
    }
  }

  /** The table of {@code bytes} bytes at {@code start}. */
  void read(long start, long bytes, Entry entry) {
    if (start == 0 || bytes <= 0 || bytes > BYTES_AT_MOST) {
      return;
    }
    byte[] table = kernel.memory().read(start, (int) bytes);
    for (int at = 0; at + entryBytes <= table.length; at += entryBytes) {
      entry.read(table, at, start + at);
    }
  }

  /**
   * What a member means that holds its distance to something, or the address itself in the layouts
   * that have eight bytes for it and no sign.
   */
  long relative(byte[] table, int offset, long address, Field member) {
    int at = offset + (int) member.offset();
    long value = ByteArrays.unsigned(table, at, (int) member.size(), kernel.memory().byteOrder());
    long signed = member.size() == 4 ? (int) value : value;
    return address + member.offset() + signed;
  }
}
