package io.kwalk.core.image.lime;

import io.kwalk.core.image.codec.SnappyDecoder;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.page.ChunkedMemory;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of snappy's framed format (google/snappy's framing_format.txt): a byte of type, three
 * of length, and for the two types with data a masked CRC-32C of what they give.
 */
final class SnappyChunks implements ChunkedMemory.Chunks {
  /** The most that a chunk may give. */
  static final int LARGEST = 1 << 16;

  private static final int COMPRESSED = 0x00;
  private static final int UNCOMPRESSED = 0x01;
  private static final int FIRST_SKIPPABLE = 0x80;
  private static final int HEADER_BYTES = 4;
  private static final int CHECKSUM_BYTES = 4;
  private static final int CHECKSUM_MASK_DELTA = 0xa282ead8;

  private final DumpFile file;

  SnappyChunks(DumpFile file) {
    this.file = file;
  }

  /** Decompresses the chunk whose header is at {@code chunk} and checks what it gives. */
  @Override
  public byte @Nullable [] load(long chunk, int length) {
    int stored = storedLength(file, chunk);
    byte[] data = file.read(chunk + HEADER_BYTES, stored);
    byte[] bytes = new byte[length];
    if (file.u8(chunk) == COMPRESSED) {
      if (SnappyDecoder.decompress(data, CHECKSUM_BYTES, stored, bytes, length) != length) {
        return null;
      }
    } else {
      System.arraycopy(data, CHECKSUM_BYTES, bytes, 0, length);
    }
    int checksum = file.s32(chunk + HEADER_BYTES, ByteOrder.LITTLE_ENDIAN);
    return checksum == maskedChecksum(bytes) ? bytes : null;
  }

  private static int maskedChecksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + CHECKSUM_MASK_DELTA;
  }

  private static int storedLength(DumpFile file, long chunk) {
    return file.s32(chunk, ByteOrder.LITTLE_ENDIAN) >>> 8;
  }

  /** Goes from chunk to chunk without decompressing. */
  static final class Walk {
    /** A varint of the length takes three bytes at most, for {@link #LARGEST} is the most. */
    private static final int LENGTH_BYTES = 3;

    private final DumpFile file;
    private long at;
    private long chunk;
    private int length;
    private boolean atEnd;

    Walk(DumpFile file, long start) {
      this.file = file;
      this.at = start;
    }

    /** Goes to the next chunk with data; false where there is none, or none that makes sense. */
    boolean next() {
      while (file.has(at, HEADER_BYTES)) {
        int type = file.u8(at);
        int stored = storedLength(file, at);
        if (!file.has(at + HEADER_BYTES, stored)) {
          break;
        }
        chunk = at;
        if (type == COMPRESSED || type == UNCOMPRESSED) {
          length = type == COMPRESSED ? compressedLength(stored) : stored - CHECKSUM_BYTES;
          if (length <= 0 || length > LARGEST) {
            return false;
          }
          at += HEADER_BYTES + stored;
          return true;
        }
        if (type < FIRST_SKIPPABLE) {
          return false;
        }
        at += HEADER_BYTES + stored;
      }
      atEnd = true;
      return false;
    }

    private int compressedLength(int stored) {
      int value = 0;
      for (int i = 0; i < LENGTH_BYTES && CHECKSUM_BYTES + i < stored; i++) {
        int next = file.u8(at + HEADER_BYTES + CHECKSUM_BYTES + i);
        value |= (next & 0x7f) << 7 * i;
        if (next < 0x80) {
          return value;
        }
      }
      return -1;
    }

    /** The header of the chunk. */
    long chunk() {
      return chunk;
    }

    /** Bytes that the chunk gives. */
    int length() {
      return length;
    }

    /** Behind the last chunk. */
    long at() {
      return at;
    }

    /** Whether the file ended. */
    boolean atEnd() {
      return atEnd;
    }
  }
}
