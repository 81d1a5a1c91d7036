package io.kwalk.linux.syscall;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;

/** The user memory of a process whose page tables are not there. */
record NoMemory(ByteOrder byteOrder) implements Memory {
  @Override
  public void read(long address, byte[] target, int offset, int length) {
    throw new MemoryFault(MemoryFault.Space.USER, address, MemoryFault.Reason.NOT_MAPPED);
  }
}
