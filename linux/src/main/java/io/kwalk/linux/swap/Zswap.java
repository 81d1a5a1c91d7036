package io.kwalk.linux.swap;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.SwapEntry;
import io.kwalk.linux.structures.LongSet;
import io.kwalk.linux.structures.XArray;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * zswap (mm/zswap.c), which keeps pages compressed before they reach the swap device. Its entries
 * are in red-black trees by offset, one a swap area until 6.8 and one for each 64 MiB of it then,
 * and in xarrays of the same ranges since 6.9.
 */
final class Zswap {
  /** SWAP_ADDRESS_SPACE_SHIFT. */
  private static final int RANGE_SHIFT = 14;

  private static final int MAX_NAME = 128;

  /** No tree of so many entries is deeper. */
  private static final int MAX_DEPTH = 128;

  private final Kernel kernel;
  private final OptionalLong trees;

  private Zswap(Kernel kernel) {
    this.kernel = kernel;
    trees = kernel.findAddress("zswap_trees");
  }

  static Zswap of(Kernel kernel) {
    return kernel.part(Zswap.class, Zswap::new);
  }

  /**
   * The page of a swap entry; empty if zswap does not have it.
   *
   * @throws MemoryFault if the way to it cannot be read
   */
  Optional<SwappedPage> find(SwapEntry swap) {
    if (trees.isEmpty() || kernel.findField("zswap_entry", "length").isEmpty()) {
      return Optional.empty();
    }
    long tree = kernel.memory().u64(trees.getAsLong() + 8L * swap.type());
    long entry = tree == 0 ? 0 : entry(tree, swap);
    return entry == 0 ? Optional.empty() : Optional.of(page(entry));
  }

  private long entry(long tree, SwapEntry swap) {
    Optional<Field> node = kernel.findField("zswap_entry", "rbnode");
    if (node.isEmpty()) {
      long size = kernel.struct("xarray").size();
      return inArray(tree + (swap.offset() >> RANGE_SHIFT) * size, swap.offset());
    }
    Optional<Field> offset = kernel.findField("zswap_entry", "offset");
    Field key = offset.orElseGet(() -> kernel.field("zswap_entry", "swpentry.val"));
    // A tree for each range since 6.8, where entries have their swap entry as a key.
    boolean ranges = offset.isEmpty() && kernel.findAddress("nr_zswap_trees").isPresent();
    long size = kernel.struct("zswap_tree").size();
    long root = ranges ? tree + (swap.offset() >> RANGE_SHIFT) * size : tree;
    long mask = offset.isPresent() ? -1L : (1L << 58) - 1;
    return inTree(root, node.get(), key, mask, swap.offset());
  }

  private long inTree(long tree, Field node, Field key, long mask, long offset) {
    Memory memory = kernel.memory();
    Field left = kernel.field("rb_node", "rb_left");
    Field right = kernel.field("rb_node", "rb_right");
    LongSet seen = new LongSet();
    long at = kernel.field("zswap_tree", "rbroot.rb_node").get(memory, tree);
    for (int depth = 0; at != 0 && depth < MAX_DEPTH && seen.add(at); depth++) {
      long entry = at - node.offset();
      long there = key.get(memory, entry) & mask;
      if (there == offset) {
        return entry;
      }
      at = (Long.compareUnsigned(offset, there) < 0 ? left : right).get(memory, at);
    }
    return 0;
  }

  private long inArray(long array, long index) {
    long[] found = new long[1];
    XArray.of(kernel)
        .visit(
            array,
            (place, entry) -> {
              if (place == index) {
                found[0] = entry;
              }
            });
    return found[0];
  }

  private SwappedPage page(long entry) {
    Memory memory = kernel.memory();
    int pageSize = kernel.pageTables().pageSize();
    int length = (int) kernel.field("zswap_entry", "length").get(memory, entry);
    long pool = kernel.field("zswap_entry", "pool").get(memory, entry);
    Optional<Field> value = kernel.findField("zswap_entry", "value");
    if (length == 0 && value.isPresent()) {
      // Pages of one word, until 6.12.
      return PageCodec.same("zswap", value.get().get(memory, entry), pageSize, memory.byteOrder());
    }
    String algorithm =
        memory.cString(kernel.field("zswap_pool", "tfm_name").addressIn(pool), MAX_NAME);
    if (length <= 0 || length > pageSize) {
      return SwappedPage.lost("zswap", algorithm, length, "its length cannot be");
    }
    long handle = kernel.field("zswap_entry", "handle").get(memory, entry);
    return read(pool, handle, length)
        .map(object -> PageCodec.decompress("zswap", algorithm, object, pageSize))
        .orElseGet(() ->
            SwappedPage.lost(
                "zswap", algorithm, length, "kept by " + allocator(pool) + ", not supported"));
  }

  /** zsmalloc, the only one since 6.18; zbud or z3fold before, if asked for. */
  private String allocator(long pool) {
    Memory memory = kernel.memory();
    Optional<Field> zpool = kernel.findField("zswap_pool", "zpool", "zpools");
    if (zpool.isEmpty()) {
      return "zsmalloc";
    }
    try {
      long driver = kernel.field("zpool", "driver").get(memory, zpool.get().get(memory, pool));
      return memory.cString(kernel.field("zpool_driver", "type").get(memory, driver), MAX_NAME);
    } catch (MemoryFault | UnknownNameException _) {
      return "an allocator that cannot be told";
    }
  }

  private Optional<byte[]> read(long pool, long handle, int length) {
    // Until 6.6 the swap entry stands before the page where the allocator can evict it.
    int header = kernel.findField("zswap_header", "swpentry").isPresent() ? 8 : 0;
    return switch (allocator(pool)) {
      case "zsmalloc" -> ZsPool.of(kernel).read(handle, length);
      // A handle is where the object lies.
      case "zbud" -> Optional.of(kernel.memory().read(handle + header, length));
      default -> Optional.empty();
    };
  }
}
