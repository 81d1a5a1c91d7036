package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;

/** Finds one index in a maple tree (include/linux/maple_tree.h, since 6.1). */
final class MapleLookup {
  /** A tree of 64-bit indexes is never deeper; a damaged one may point in circles. */
  private static final int MAX_DEPTH = 32;

  /** enum maple_type. */
  private static final int LEAF_64 = 1;

  private static final int RANGE_64 = 2;
  private static final int ARANGE_64 = 3;

  private final Kernel kernel;
  private final Field root;
  private final Node range;
  private final Node allocationRange;

  /** Where a kind of node keeps its pivots and slots, and how many. */
  private record Node(long pivots, int pivotCount, long slots) {
    static Node of(Kernel kernel, String struct) {
      Field pivot = kernel.field(struct, "pivot");
      Field slot = kernel.field(struct, "slot");
      int count = pivot.type().strip() instanceof ArrayType array ? (int) array.count() : 0;
      return new Node(pivot.offset(), count, slot.offset());
    }
  }

  MapleLookup(Kernel kernel) {
    this.kernel = kernel;
    root = kernel.field("maple_tree", "ma_root");
    range = Node.of(kernel, "maple_range_64");
    allocationRange = Node.of(kernel, "maple_arange_64");
  }

  /** The entry for {@code index} in the tree at {@code tree}, 0 if there is none. */
  long find(long tree, long index) {
    long entry = root.get(kernel.memory(), tree);
    if (!isNode(entry)) {
      // A tree of one entry has it in the root, for index 0 alone.
      return index == 0 ? entry : 0;
    }
    for (int depth = 0; depth < MAX_DEPTH && entry != 0; depth++) {
      int type = (int) (entry >>> 3) & 0xf;
      if (type != LEAF_64 && type != RANGE_64 && type != ARANGE_64) {
        return 0;
      }
      entry = step(entry & ~0xffL, type == ARANGE_64 ? allocationRange : range, index);
      if (type == LEAF_64) {
        return entry;
      }
    }
    return 0;
  }

  /**
   * Of a root, xa_is_node: an internal entry (its lowest bits are 10) above the reserved values.
   */
  private static boolean isNode(long entry) {
    return (entry & 3) == 2 && Long.compareUnsigned(entry, 4096) > 0;
  }

  /** The slot of {@code index}: the first whose pivot is not below it; the last has no pivot. */
  private long step(long node, Node kind, long index) {
    Memory memory = kernel.memory();
    int slot = 0;
    while (slot < kind.pivotCount) {
      long pivot = memory.u64(node + kind.pivots + 8L * slot);
      // A pivot of 0 behind the first ends a node that is not full.
      if (pivot == 0 && slot > 0 || Long.compareUnsigned(index, pivot) <= 0) {
        break;
      }
      slot++;
    }
    return memory.u64(node + kind.slots + 8L * slot);
  }
}
