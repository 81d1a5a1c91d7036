package io.kwalk.core.image;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
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

  /**
   * Copies the first {@code length} bytes of the page that begins at {@code address}, and keeps
   * nothing of it: for who reads all memory once.
   *
   * @return false where the page has no bytes, for whatever reason; {@code target} holds nothing
   *     then
   */
  default boolean copyPage(long address, byte[] target, int length) {
    try {
      read(address, target, 0, length);
      return true;
    } catch (MemoryFault _) {
      return false;
    }
  }

  /** The memory ranges of the machine that the dump knows of, ascending, not overlapping. */
  List<Range> ranges();

  /** {@code start} inclusive, {@code end} exclusive, in bytes. */
  record Range(long start, long end) {
    public long size() {
      return end - start;
    }
  }
}
