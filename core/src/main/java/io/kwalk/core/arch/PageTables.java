package io.kwalk.core.arch;

import io.kwalk.core.memory.MemoryFault;

/** The page tables of an architecture over a physical memory. Safe for several threads. */
public interface PageTables {
  /**
   * The physical address that {@code address} is mapped to by the tables at {@code root}. Keeps
   * nothing: callers cache.
   *
   * @param root physical address of the top table
   * @throws MemoryFault NOT_MAPPED, NOT_PRESENT, INVALID, or the fault of a table that could not be
   *     read
   */
  long translate(long root, long address, MemoryFault.Space space);

  /** The same step by step, for people: never throws. */
  PageWalk walk(long root, long address);

  /** What an entry of the last level says. */
  PageEntry entry(long value);

  /** What the tables look like, for {@link MappedRuns}. */
  TableFormat format();

  /** Bytes of the smallest page. */
  int pageSize();
}
