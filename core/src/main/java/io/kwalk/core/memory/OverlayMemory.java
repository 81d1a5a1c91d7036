package io.kwalk.core.memory;

import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * A memory with some bytes laid over it: a value that lies in registers, seen as if it were in
 * memory, while what it points to is read from the memory itself.
 */
public final class OverlayMemory implements Memory {
  private final Memory memory;
  private final long address;
  private final byte[] bytes;
  private final BitSet missing;

  /**
   * @param address where the bytes are seen
   * @param missing the indexes of bytes that are not known
   */
  public OverlayMemory(Memory memory, long address, byte[] bytes, BitSet missing) {
    this.memory = memory;
    this.address = address;
    this.bytes = bytes.clone();
    this.missing = (BitSet) missing.clone();
  }

  @Override
  public ByteOrder byteOrder() {
    return memory.byteOrder();
  }

  @Override
  public void read(long from, byte[] target, int offset, int length) {
    long start = from - address;
    if (start < 0 || start > bytes.length || start == bytes.length && length > 0) {
      memory.read(from, target, offset, length);
      return;
    }
    int first = (int) start;
    int lost = missing.nextSetBit(first);
    if (lost >= 0 && lost < (long) first + length) {
      throw new MemoryFault(
          MemoryFault.Space.KERNEL, address + lost, MemoryFault.Reason.OPTIMIZED_OUT);
    }
    if (length > bytes.length - first) {
      throw new MemoryFault(
          MemoryFault.Space.KERNEL, address + bytes.length, MemoryFault.Reason.INVALID);
    }
    System.arraycopy(bytes, first, target, offset, length);
  }
}
