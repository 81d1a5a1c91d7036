package io.kwalk.linux.structures;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.Target;
import io.kwalk.linux.Kernel;

/**
 * Maple trees (include/linux/maple_tree.h, since 6.1): ranges of indexes to entries. A pointer to a
 * node has the node's type in bits 3 to 6; nodes are aligned to 256 bytes.
 */
public final class MapleTree {
  private static final long NODE_MASK = 0xff;
  private static final int TYPE_SHIFT = 3;
  private static final int TYPE_MASK = 0xf;

  /** enum maple_type. */
  private static final int DENSE = 0;

  private static final int LEAF_64 = 1;
  private static final int RANGE_64 = 2;
  private static final int ARANGE_64 = 3;

  /** XA_ZERO_ENTRY's and other internal entries' limit: what is above it is a node. */
  private static final long LAST_MARKER = 4096;

  private static final int MAX_DEPTH = 32;

  private record Layout(Field slots, Field pivots, int slotCount, int pivotCount) {
    static Layout of(Target target, String struct) {
      Field slots = StructFields.field(target, struct, "slot");
      Field pivots = StructFields.field(target, struct, "pivot");
      return new Layout(slots, pivots, count(slots), count(pivots));
    }

    private static int count(Field field) {
      return field.type().strip() instanceof ArrayType array ? Math.clamp(array.count(), 0, 64) : 0;
    }
  }

  private final Memory memory;
  private final Field root;
  private final Layout range;
  private final Layout allocationRange;
  private final Field dense;

  private MapleTree(Target target) {
    memory = target.memory();
    root = StructFields.field(target, "maple_tree", "ma_root");
    range = Layout.of(target, "maple_range_64");
    allocationRange = Layout.of(target, "maple_arange_64");
    dense = StructFields.field(target, "maple_node", "slot");
  }

  /**
   * The walker for {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has no such types (before 6.1)
   */
  public static MapleTree of(Kernel kernel) {
    return kernel.part(MapleTree.class, MapleTree::new);
  }

  /** The walker for any memory with the kernel's types. */
  public static MapleTree on(Target target) {
    return new MapleTree(target);
  }

  /** The entries of the {@code struct maple_tree} at {@code address}, ascending by index. */
  public void walk(long address, TreeListener listener) {
    try {
      walkNode(root.get(memory, address), listener);
    } catch (MemoryFault fault) {
      listener.trouble(fault.getMessage());
    }
  }

  /** The same from what {@code ma_root} holds: a pointer to a node, or the only entry. */
  public void walkNode(long entry, TreeListener listener) {
    if (isNode(entry)) {
      new Walk(listener).node(entry, 0, -1, 0, "root");
    } else if (entry != 0) {
      listener.entry(entry, 0, 0, "root");
    }
  }

  private static boolean isNode(long entry) {
    return (entry & 3) == 2 && Long.compareUnsigned(entry, LAST_MARKER) > 0;
  }

  /** One walk; a node is visited once, so that damaged trees end. */
  private final class Walk {
    private final TreeListener listener;
    private final LongSet seen = new LongSet();

    Walk(TreeListener listener) {
      this.listener = listener;
    }

    void node(long encoded, long first, long last, int depth, String position) {
      long node = encoded & ~NODE_MASK;
      int type = (int) (encoded >> TYPE_SHIFT) & TYPE_MASK;
      if (depth > MAX_DEPTH || !seen.add(node)) {
        listener.trouble("the tree comes back to the node at " + Long.toHexString(node));
        return;
      }
      listener.node(node, type, depth, first, last);
      try {
        switch (type) {
          case DENSE -> dense(node, first, last, position);
          case LEAF_64, RANGE_64 -> slots(range, node, type, first, last, depth, position);
          case ARANGE_64 -> slots(allocationRange, node, type, first, last, depth, position);
          default -> listener.trouble("maple_node at " + Long.toHexString(node) + ": type " + type);
        }
      } catch (MemoryFault fault) {
        listener.trouble(fault.getMessage());
      }
    }

    private void dense(long node, long first, long last, String position) {
      int count = dense.type().strip() instanceof ArrayType array ? (int) array.count() : 0;
      for (int i = 0; i < count && Long.compareUnsigned(first + i, last) <= 0; i++) {
        long entry = memory.u64(dense.addressIn(node) + 8L * i);
        if (entry != 0) {
          listener.entry(entry, first + i, first + i, position + "/" + i);
        }
      }
    }

    /** A pivot is the last index of its slot; the node's own last one ends it, and so does 0. */
    private void slots(
        Layout layout, long node, int type, long first, long last, int depth, String position) {
      long from = first;
      for (int i = 0; i < layout.slotCount; i++) {
        long pivot =
            i < layout.pivotCount ? memory.u64(layout.pivots.addressIn(node) + 8L * i) : last;
        long to = pivot == 0 && i > 0 || Long.compareUnsigned(pivot, last) > 0 ? last : pivot;
        if (Long.compareUnsigned(to, from) < 0) {
          listener.trouble(
              "maple_node at " + Long.toHexString(node) + ": pivot " + i + " descends");
          return;
        }
        long entry = memory.u64(layout.slots.addressIn(node) + 8L * i);
        slot(entry, type, from, to, depth, position + "/" + i);
        if (to == last) {
          return;
        }
        from = to + 1;
      }
    }

    private void slot(long entry, int type, long first, long last, int depth, String position) {
      if (type != LEAF_64) {
        if (entry != 0) {
          node(entry, first, last, depth + 1, position);
        }
      } else if (entry != 0) {
        listener.entry(entry, first, last, position);
      }
    }
  }
}
