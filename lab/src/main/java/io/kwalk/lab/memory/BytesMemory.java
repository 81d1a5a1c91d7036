package io.kwalk.lab.memory;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/** An array of bytes at an address, of which pages can be taken away. Nothing else is there. */
public final class BytesMemory implements Memory {
  private static final int PAGE_SHIFT = 12;

  private final long base;
  private final byte[] bytes;
  private final ByteOrder order;
  private final Set<Long> missing = new HashSet<>();

  public BytesMemory(long base, byte[] bytes, ByteOrder order) {
    this.base = base;
    this.bytes = bytes;
    this.order = order;
  }

  /** Takes the page of {@code address} away. */
  public BytesMemory without(long address) {
    missing.add(address >>> PAGE_SHIFT);
    return this;
  }

  /** Writes a little-endian word. */
  public BytesMemory put(long address, long value) {
    for (int i = 0; i < 8; i++) {
      bytes[(int) (address - base) + i] = (byte) (value >>> 8 * i);
    }
    return this;
  }

  /** Writes bytes. */
  public BytesMemory put(long address, int... values) {
    for (int i = 0; i < values.length; i++) {
      bytes[(int) (address - base) + i] = (byte) values[i];
    }
    return this;
  }

  @Override
  public ByteOrder byteOrder() {
    return order;
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    long start = address - base;
    if (missing.isEmpty() && start >= 0 && start <= bytes.length - length) {
      System.arraycopy(bytes, (int) start, target, offset, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      long at = address + i - base;
      if (at < 0 || at >= bytes.length || missing.contains(address + i >>> PAGE_SHIFT)) {
        throw new MemoryFault(MemoryFault.Space.KERNEL, address + i, MemoryFault.Reason.NOT_MAPPED);
      }
      target[offset + i] = bytes[(int) at];
    }
  }
}
