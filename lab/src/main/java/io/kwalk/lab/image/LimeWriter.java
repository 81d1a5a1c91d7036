package io.kwalk.lab.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes LiME images (LiME's doc/README.md, header version 1). */
public final class LimeWriter {
  private final Bytes out = new Bytes(ByteOrder.LITTLE_ENDIAN);

  /** The memory from an address on. */
  public LimeWriter range(long start, byte[] bytes) {
    header(out, 0x4c694d45, 1, start, start + bytes.length - 1);
    out.append(bytes);
    return this;
  }

  static void header(Bytes out, int magic, int version, long start, long last) {
    int at = out.size();
    out.u32(at, magic).u32(at + 4, version).u64(at + 8, start).u64(at + 16, last).u64(at + 24, 0);
  }

  public Path write(Path file) throws IOException {
    return Files.write(file, build());
  }

  public byte[] build() {
    return out.toArray();
  }
}
