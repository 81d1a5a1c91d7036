package io.kwalk.linux;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A little memory that a test fills word by word; everything outside it faults. */
public final class ByteMemory implements Memory {
  private final long base;
  private final ByteBuffer bytes;

  public ByteMemory(long base, int size) {
    this.base = base;
    bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  public ByteMemory word(long address, long value) {
    bytes.putLong((int) (address - base), value);
    return this;
  }

  public ByteMemory number(long address, int value) {
    bytes.putInt((int) (address - base), value);
    return this;
  }

  public ByteMemory half(long address, int value) {
    bytes.putShort((int) (address - base), (short) value);
    return this;
  }

  public ByteMemory octet(long address, int value) {
    bytes.put((int) (address - base), (byte) value);
    return this;
  }

  public ByteMemory text(long address, String text) {
    bytes.put((int) (address - base), text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  @Override
  public ByteOrder byteOrder() {
    return ByteOrder.LITTLE_ENDIAN;
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    if (address < base || address + length > base + bytes.capacity()) {
      throw new MemoryFault(MemoryFault.Space.KERNEL, address, MemoryFault.Reason.NOT_MAPPED);
    }
    bytes.get((int) (address - base), target, offset, length);
  }
}
