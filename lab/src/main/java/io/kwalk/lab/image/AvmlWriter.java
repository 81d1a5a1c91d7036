package io.kwalk.lab.image;

import io.kwalk.core.image.codec.Compression;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes AVML's compressed images (AVML's src/image.rs, release 0.18; snappy's framing_format.txt).
 */
public final class AvmlWriter {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Bytes out = new Bytes(ByteOrder.LITTLE_ENDIAN);
  private boolean plainChunks;

  /** Chunks from here on are stored uncompressed, as snappy does with bytes that do not shrink. */
  public AvmlWriter plainChunks(boolean plain) {
    this.plainChunks = plain;
    return this;
  }

  /** The memory from an address on, as one block. */
  public AvmlWriter range(long start, byte[] bytes) {
    LimeWriter.header(out, 0x4c4d5641, 2, start, start + bytes.length - 1);
    int begin = out.size();
    chunk(0xff, "sNaPpY".getBytes(StandardCharsets.US_ASCII));
    for (int at = 0; at < bytes.length; at += CHUNK_BYTES) {
      data(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + CHUNK_BYTES)));
    }
    out.u64(out.size(), out.size() - begin);
    return this;
  }

  private void data(byte[] bytes) {
    byte[] stored = plainChunks ? bytes : Compressors.compress(Compression.SNAPPY, bytes);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    byte[] content = new Bytes(ByteOrder.LITTLE_ENDIAN).u32(0, masked).bytes(4, stored).toArray();
    chunk(plainChunks ? 0x01 : 0x00, content);
  }

  /** A chunk of any type. */
  private void chunk(int type, byte[] content) {
    out.u32(out.size(), (long) content.length << 8 | type);
    out.append(content);
  }

  public Path write(Path file) throws IOException {
    return Files.write(file, build());
  }

  public byte[] build() {
    return out.toArray();
  }
}
