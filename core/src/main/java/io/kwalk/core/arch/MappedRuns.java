package io.kwalk.core.arch;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.util.HashSet;
import java.util.Set;

/**
 * All that page tables map, from end to end: one read a table. A table that several entries lead to
 * (the shadow of KASAN, espfix, a damaged entry that leads back) is walked through the first only,
 * which bounds the walk by the memory that there is.
 */
public final class MappedRuns {
  /** Receives what is mapped, ascending. */
  public interface Visitor {
    /** {@code length} bytes at {@code address} that follow each other in physical memory, too. */
    void run(long address, long physical, long length);

    /** An entry of the last level that is neither empty nor maps memory. */
    default void absent(long address, long entry) {}

    /** A table that could not be read. */
    default void fault(long address, MemoryFault fault) {}
  }

  private final Memory physical;
  private final TableFormat format;
  private final long start;
  private final long last;
  private final Visitor visitor;
  private final Set<Long> walked = new HashSet<>();
  private long runAddress;
  private long runPhysical;
  private long runLength;

  private MappedRuns(Memory physical, TableFormat format, long start, long last, Visitor visitor) {
    this.physical = physical;
    this.format = format;
    this.start = start;
    this.last = last;
    this.visitor = visitor;
  }

  /**
   * Walks the tables at {@code root} from {@code start} to {@code last}, both included and in the
   * same half of the address space.
   */
  public static void visit(
      Memory physical, TableFormat format, long root, long start, long last, Visitor visitor) {
    boolean upper = start < 0;
    long half = upper ? -1L << format.addressBits() : 0;
    long from = upper ? Math.max(start, -1L << format.lowerBits()) : start;
    long to = upper ? last : Math.min(last, (1L << format.lowerBits()) - 1);
    MappedRuns walk = new MappedRuns(physical, format, from, to, visitor);
    walk.table(root, half, format.topShift(), format.addressBits() - format.topShift());
    walk.end();
  }

  private void table(long table, long base, int shift, int bits) {
    if (!walked.add(table)) {
      return;
    }
    byte[] entries;
    try {
      entries = physical.read(table, 8 << bits);
    } catch (MemoryFault fault) {
      visitor.fault(base, fault);
      return;
    }
    long size = 1L << shift;
    for (int i = 0; i < 1 << bits; i++) {
      long address = base + ((long) i << shift);
      boolean wanted =
          (address < 0) == (start < 0) && address + size - 1 >= start && address <= last;
      long entry = wanted ? ByteArrays.u64(entries, 8 * i, physical.byteOrder()) : 0;
      if (entry != 0) {
        entry(entry, address, shift);
      }
    }
  }

  private void entry(long entry, long address, int shift) {
    if (format.isPage(entry, shift)) {
      page(address, format.page(entry, shift), 1L << shift);
    } else if (shift == format.pageShift()) {
      visitor.absent(address, entry);
    } else if (format.isTable(entry, shift)) {
      table(format.table(entry), address, shift - format.levelBits(), format.levelBits());
    }
  }

  private void page(long address, long target, long size) {
    long from = Math.max(address, start);
    long to = Math.min(address + size - 1, last);
    long length = to - from + 1;
    if (runLength > 0
        && runAddress + runLength == from
        && runPhysical + runLength == target + (from - address)) {
      runLength += length;
      return;
    }
    end();
    runAddress = from;
    runPhysical = target + (from - address);
    runLength = length;
  }

  private void end() {
    if (runLength > 0) {
      visitor.run(runAddress, runPhysical, runLength);
    }
    runLength = 0;
  }
}
