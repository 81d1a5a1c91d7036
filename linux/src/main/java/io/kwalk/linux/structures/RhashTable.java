package io.kwalk.linux.structures;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's resizable hash table (include/linux/rhashtable.h), with the tables that it grows
 * into. Layout bound once per kernel.
 */
public final class RhashTable {
  /** A table of more buckets is taken for damage: they would fill 128 MiB. */
  private static final long MOST_BUCKETS = 1 << 24;

  /** A table grows into another, and that perhaps into one more. */
  private static final int MOST_TABLES = 16;

  private final Memory memory;
  private final Field current;
  private final Field size;
  private final Field nest;
  private final Field future;
  private final long buckets;

  /** Words in a page: what a nested table has at each level. */
  private final int pageWords;

  private RhashTable(Kernel kernel) {
    memory = kernel.memory();
    current = kernel.field("rhashtable", "tbl");
    size = kernel.field("bucket_table", "size");
    nest = kernel.field("bucket_table", "nest");
    future = kernel.field("bucket_table", "future_tbl");
    buckets = kernel.field("bucket_table", "buckets").offset();
    pageWords = kernel.pageTables().pageSize() / Long.BYTES;
  }

  /**
   * The walker for {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has no such types
   */
  public static RhashTable of(Kernel kernel) {
    return kernel.part(RhashTable.class, RhashTable::new);
  }

  /**
   * Addresses of the rhash_heads in the {@code struct rhashtable} at {@code address}, in the order
   * of the buckets; reads a word a bucket and a word a head. What cannot be walked costs a chain or
   * a table and is added to {@code troubles}.
   */
  public List<Long> heads(long address, List<String> troubles) {
    Walk walk = new Walk(troubles);
    try {
      long table = current.get(memory, address);
      for (int tables = 0; table != 0 && tables < MOST_TABLES; tables++) {
        walk.table(table);
        table = future.get(memory, table);
      }
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
    }
    return walk.heads;
  }

  private final class Walk {
    final List<Long> heads = new ArrayList<>();
    private final LongSet seen = new LongSet();
    private final List<String> troubles;

    Walk(List<String> troubles) {
      this.troubles = troubles;
    }

    void table(long table) {
      long count = size.get(memory, table);
      long levels = nest.get(memory, table);
      if (Long.bitCount(count) != 1 || count > MOST_BUCKETS || levels > 16) {
        troubles.add("the hash table at " + Long.toHexString(table) + " has " + count + " buckets");
      } else if (levels == 0) {
        chains(table + buckets, count);
      } else {
        nested(table + buckets, 1L << levels, count >> levels);
      }
    }

    /**
     * nested_bucket_table_alloc() of lib/rhashtable.c, for want of memory in one piece: the word at
     * {@code pointer} leads to {@code entries} words, each to a table of {@code count} buckets.
     */
    private void nested(long pointer, long entries, long count) {
      long inner = memory.u64(pointer);
      for (int entry = 0; inner != 0 && entry < entries; entry++) {
        long at = inner + 8L * entry;
        if (count > pageWords) {
          nested(at, pageWords, count / pageWords);
        } else if (memory.u64(at) != 0) {
          chains(memory.u64(at), count);
        }
      }
    }

    private void chains(long first, long count) {
      for (long bucket = 0; bucket < count; bucket++) {
        chain(memory.u64(first + 8 * bucket) & ~1L); // bit 0 of a bucket locks it
      }
    }

    /** A chain ends at an odd pointer (RHT_NULLS_MARKER), an empty bucket is null. */
    private void chain(long head) {
      try {
        for (long at = head; at != 0 && (at & 1) == 0; at = memory.u64(at)) {
          if (!seen.add(at)) {
            troubles.add("the hash chain comes back to " + Long.toHexString(at));
            return;
          }
          heads.add(at);
        }
      } catch (MemoryFault fault) {
        troubles.add(String.valueOf(fault.getMessage()));
      }
    }
  }
}
