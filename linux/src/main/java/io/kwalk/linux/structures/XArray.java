package io.kwalk.linux.structures;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's xarray (include/linux/xarray.h), which {@code struct idr} and, since 4.20, {@code
 * struct radix_tree_root} are made of. Layout bound once per kernel.
 */
public final class XArray {
  /** xa_is_internal: the low two bits of a node pointer and of markers. */
  private static final long INTERNAL = 2;

  /** xa_is_node: smaller internal entries are siblings, retry and zero entries. */
  private static final long LAST_MARKER = 4096;

  /** Receives the entries of an array, ascending by index. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * One entry: a pointer, or a value entry with bit 0 set.
     *
     * @param index its place in the array
     */
    void entry(long index, long entry);
  }

  private final Memory memory;
  private final Field head;
  private final Field shift;
  private final Field slots;
  private final int slotCount;

  private XArray(Kernel kernel) {
    memory = kernel.memory();
    head = kernel.field("xarray", "xa_head");
    shift = kernel.field("xa_node", "shift");
    slots = kernel.field("xa_node", "slots");
    slotCount =
        slots.type().strip() instanceof ArrayType array ? Math.clamp(array.count(), 1, 64) : 64;
  }

  /**
   * The walker for {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has no such types
   */
  public static XArray of(Kernel kernel) {
    return kernel.part(XArray.class, XArray::new);
  }

  /**
   * Visits every entry of the {@code struct xarray} at {@code address}. A node that cannot be read
   * or cannot be right costs its entries alone.
   *
   * @return what was left out, in words; empty if nothing was
   */
  public List<String> visit(long address, Visitor visitor) {
    List<String> troubles = new ArrayList<>();
    try {
      long entry = head.get(memory, address);
      if (isNode(entry)) {
        node(entry, 64, 0, visitor, troubles);
      } else if (isEntry(entry)) {
        visitor.entry(0, entry);
      }
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
    }
    return troubles;
  }

  /**
   * The same below the {@code struct xa_node} at {@code address}, whose first index is taken for 0.
   */
  public List<String> visitNode(long address, Visitor visitor) {
    List<String> troubles = new ArrayList<>();
    node(address + INTERNAL, 64, 0, visitor, troubles);
    return troubles;
  }

  /** Bits of the index below the topmost node's slots; -1 if there is no node or it is missing. */
  public int shiftOfRoot(long address) {
    try {
      long entry = head.get(memory, address);
      return isNode(entry) ? shiftOfNode(entry - INTERNAL) : -1;
    } catch (MemoryFault _) {
      return -1;
    }
  }

  /** Bits of the index below the slots of the node at {@code address}; -1 if it is missing. */
  public int shiftOfNode(long address) {
    try {
      int bits = (int) shift.get(memory, address);
      return bits < 64 ? bits : -1;
    } catch (MemoryFault _) {
      return -1;
    }
  }

  /** Bits of the index that one node resolves: 6, or 4 in small kernels. */
  public int chunkShift() {
    return Math.max(1, Integer.numberOfTrailingZeros(slotCount));
  }

  /** A node's shift must be below its parent's: that alone bounds the depth and breaks cycles. */
  private void node(
      long entry, int parentShift, long first, Visitor visitor, List<String> troubles) {
    long node = entry - INTERNAL;
    byte[] words;
    int bits;
    try {
      bits = (int) shift.get(memory, node);
      words = memory.read(slots.addressIn(node), 8 * slotCount);
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
      return;
    }
    if (bits >= parentShift) {
      troubles.add("xa_node at " + Long.toHexString(node) + ": shift " + bits);
      return;
    }
    for (int i = 0; i < slotCount; i++) {
      long slot = ByteArrays.u64(words, 8 * i, memory.byteOrder());
      long index = first + ((long) i << bits);
      if (isNode(slot) && bits > 0) {
        node(slot, bits, index, visitor, troubles);
      } else if (isEntry(slot)) {
        visitor.entry(index, slot);
      }
    }
  }

  private static boolean isNode(long entry) {
    return (entry & 3) == INTERNAL && Long.compareUnsigned(entry, LAST_MARKER) > 0;
  }

  private static boolean isEntry(long entry) {
    return entry != 0 && (entry & 3) != INTERNAL;
  }
}
