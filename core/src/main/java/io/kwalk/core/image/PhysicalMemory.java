package io.kwalk.core.image;

import io.kwalk.core.memory.Memory;
import java.util.List;

/** The physical memory of the machine that a dump was taken of; addresses are physical. */
public interface PhysicalMemory extends Memory {
  /** Bytes of a page, a power of two. */
  int pageSize();

  /**
   * What the dump has of the page that holds {@code address}. For a damaged page this decompresses
   * it.
   */
  PageState state(long address);

  /** The memory ranges of the machine that the dump knows of, ascending, not overlapping. */
  List<Range> ranges();

  /** {@code start} inclusive, {@code end} exclusive, in bytes. */
  record Range(long start, long end) {
    public long size() {
      return end - start;
    }
  }
}
