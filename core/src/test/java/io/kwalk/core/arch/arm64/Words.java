package io.kwalk.core.arch.arm64;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Words of 64 bits anywhere, in either byte order. */
final class Words implements Memory {
  private final ByteOrder order;
  private final Map<Long, Long> words = new HashMap<>();

  Words(ByteOrder order) {
    this.order = order;
  }

  Words put(long address, long value) {
    words.put(address, value);
    return this;
  }

  /** A table of zeros. */
  Words table(long address, int size) {
    for (long at = address; at < address + size; at += 8) {
      words.putIfAbsent(at, 0L);
    }
    return this;
  }

  @Override
  public ByteOrder byteOrder() {
    return order;
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    for (int i = 0; i < length; i++) {
      Long word = words.get(address + i & -8);
      if (word == null) {
        throw new MemoryFault(
            MemoryFault.Space.PHYSICAL, address + i, MemoryFault.Reason.NOT_COVERED);
      }
      byte[] bytes = ByteBuffer.allocate(8).order(order).putLong(word).array();
      target[offset + i] = bytes[(int) (address + i & 7)];
    }
  }
}
