package io.kwalk.core.debuginfo.elf;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.image.codec.ZstdDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The contents of compressed sections: SHF_COMPRESSED with zlib or zstd (System V gABI, "Section
 * Compression"), and .zdebug_* of older GNU tools, which start with "ZLIB" and the size, big
 * endian.
 */
final class CompressedSection {
  private static final int ELFCOMPRESS_ZLIB = 1;
  private static final int ELFCOMPRESS_ZSTD = 2;
  private static final int ZLIB = 0x5a4c4942;

  /** deflate cannot shrink further than this (RFC 1951: 258 bytes in two bits). */
  private static final long ZLIB_MOST_SHRUNK = 1032;

  /** A block of 128 KiB can be 4 bytes (RFC 8878: RLE_Block); real sections stay far below. */
  private static final long ZSTD_MOST_SHRUNK = 1 << 15;

  private CompressedSection() {}

  static ByteBuffer load(ElfFile file, ElfSection section, ByteBuffer raw) {
    SectionReader at = new SectionReader(file.name(), section.name(), raw);
    int type = ELFCOMPRESS_ZLIB;
    long size;
    if (section.isOldCompressed()) {
      size = oldHeader(at, raw);
    } else {
      type = at.s32();
      at.skip(file.wordSize() == 8 ? 4 : 0);
      size = file.wordSize() == 8 ? at.u64() : at.u32();
      at.skip(file.wordSize());
    }
    byte[] packed = at.bytes(at.size() - at.position());
    byte[] plain =
        switch (type) {
          case ELFCOMPRESS_ZLIB -> inflate(at, packed, room(at, size, packed, ZLIB_MOST_SHRUNK));
          case ELFCOMPRESS_ZSTD -> zstd(at, packed, room(at, size, packed, ZSTD_MOST_SHRUNK));
          default -> throw at.fault(0, "compression type " + type);
        };
    return ByteBuffer.wrap(plain).order(file.byteOrder());
  }

  private static long oldHeader(SectionReader at, ByteBuffer raw) {
    ByteBuffer header = raw.duplicate().order(ByteOrder.BIG_ENDIAN);
    at.skip(12);
    if (header.getInt(0) != ZLIB) {
      throw at.fault(0, "no ZLIB header");
    }
    return header.getLong(4);
  }

  private static byte[] room(SectionReader at, long size, byte[] packed, long mostShrunk) {
    if (size < 0 || size > Integer.MAX_VALUE - 8 || size / mostShrunk > packed.length) {
      throw at.fault(4, "decompressed size " + Long.toUnsignedString(size));
    }
    return new byte[(int) size];
  }

  private static byte[] zstd(SectionReader at, byte[] packed, byte[] plain) {
    if (!ZstdDecoder.decompress(packed, packed.length, plain)) {
      throw at.fault(0, "damaged zstd data");
    }
    return plain;
  }

  private static byte[] inflate(SectionReader at, byte[] packed, byte[] plain) {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed);
      int done = 0;
      while (done < plain.length) {
        int count = inflater.inflate(plain, done, plain.length - done);
        if (count == 0) {
          throw at.fault(done, "zlib data ends early");
        }
        done += count;
      }
    } catch (DataFormatException damaged) {
      throw damaged(at, damaged);
    }
    return plain;
  }

  private static DebugInfoException damaged(SectionReader at, DataFormatException damaged) {
    return at.fault(0, "damaged zlib data: " + damaged.getMessage());
  }
}
