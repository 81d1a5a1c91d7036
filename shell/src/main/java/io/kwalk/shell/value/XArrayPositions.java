package io.kwalk.shell.value;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.TreeListener;
import io.kwalk.linux.structures.XArray;

/** Entries of xarrays with the way to them: the slot's number in each node from the root on. */
final class XArrayPositions {
  private XArrayPositions() {}

  /** The entries of the {@code struct xarray} at {@code start}, or below the xa_node there. */
  static void walk(Kernel kernel, long start, boolean node, TreeListener listener) {
    XArray array = XArray.of(kernel);
    int shift = node ? array.shiftOfNode(start) : array.shiftOfRoot(start);
    XArray.Visitor visitor =
        (index, entry) -> listener.entry(entry, index, index, position(array, shift, index));
    (node ? array.visitNode(start, visitor) : array.visit(start, visitor))
        .forEach(listener::trouble);
  }

  private static String position(XArray array, int shift, long index) {
    if (shift < 0) {
      return "direct/" + Long.toUnsignedString(index);
    }
    StringBuilder text = new StringBuilder("root");
    for (int bits = shift; bits >= 0; bits -= array.chunkShift()) {
      text.append('/').append(index >>> bits & (1L << array.chunkShift()) - 1);
    }
    return text.toString();
  }
}
