package io.kwalk.core.debuginfo.elf;

import io.kwalk.core.debuginfo.DebugInfoException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * The bytes of an ELF file of any size; parts of less than 2 GiB are handed out as buffers, which
 * cost less at start-up than the segment's own layouts. Unmapped when nothing refers to it.
 */
final class ElfBytes {
  private final MemorySegment bytes;

  private ElfBytes(MemorySegment bytes) {
    this.bytes = bytes;
  }

  static ElfBytes of(FileChannel channel) throws IOException {
    return new ElfBytes(channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
  }

  static ElfBytes of(ByteBuffer bytes) {
    return new ElfBytes(MemorySegment.ofBuffer(bytes.duplicate().clear()));
  }

  long size() {
    return bytes.byteSize();
  }

  /** The part from {@code offset} on; its order is big endian. */
  ByteBuffer part(String file, long offset, long length) {
    if (offset < 0 || length < 0 || offset > size() || length > size() - offset) {
      String part = "0x" + Long.toHexString(length) + " bytes";
      throw new DebugInfoException(file, "", offset, part + " reach behind the file's end");
    }
    if (length > Integer.MAX_VALUE) {
      throw new DebugInfoException(file, "", offset, "a section of 2 GiB or more");
    }
    return bytes.asSlice(offset, length).asByteBuffer();
  }
}
