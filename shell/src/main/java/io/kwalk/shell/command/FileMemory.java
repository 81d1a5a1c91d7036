package io.kwalk.shell.command;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** The bytes of a file by their offset: `rd -f`. */
record FileMemory(FileChannel file, ByteOrder byteOrder) implements Memory {
  @Override
  public void read(long address, byte[] target, int offset, int length) {
    ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
    while (buffer.hasRemaining()) {
      int read = -1;
      try {
        read = address < 0 ? -1 : file.read(buffer, address + buffer.position() - offset);
      } catch (IOException _) {
        // Reported as the end of the file is.
      }
      if (read < 0) {
        throw new MemoryFault(
            MemoryFault.Space.PHYSICAL,
            address + buffer.position() - offset,
            MemoryFault.Reason.CUT_OFF);
      }
    }
  }
}
