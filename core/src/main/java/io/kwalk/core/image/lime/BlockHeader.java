package io.kwalk.core.image.lime;

import io.kwalk.core.image.file.DumpFile;
import java.nio.ByteOrder;

/**
 * The header of a block: magic, version, first and last address, and eight bytes of nothing.
 *
 * @param end behind the last address, while the file has the last itself
 */
record BlockHeader(Kind kind, long start, long end) {
  static final int BYTES = 32;
  private static final int VERSION = 4;
  private static final int START = 8;
  private static final int LAST = 16;

  enum Kind {
    LIME(0x4c694d45, 1, "LiME"),
    AVML(0x4c4d5641, 2, "AVML 2"),
    NONE(0, 0, "");

    private final int magic;
    private final int version;
    private final String label;

    Kind(int magic, int version, String label) {
      this.magic = magic;
      this.version = version;
      this.label = label;
    }

    int version() {
      return version;
    }

    String label() {
      return label;
    }
  }

  static Kind kind(DumpFile file, long at) {
    int magic = file.s32(at, ByteOrder.LITTLE_ENDIAN);
    return magic == Kind.LIME.magic ? Kind.LIME : magic == Kind.AVML.magic ? Kind.AVML : Kind.NONE;
  }

  /**
   * The header there; of kind {@link Kind#NONE} where it makes no sense. The caller has made sure
   * that it is whole.
   */
  static BlockHeader read(DumpFile file, long at) {
    Kind kind = kind(file, at);
    int version = file.s32(at + VERSION, ByteOrder.LITTLE_ENDIAN);
    long start = file.u64(at + START, ByteOrder.LITTLE_ENDIAN);
    long last = file.u64(at + LAST, ByteOrder.LITTLE_ENDIAN);
    boolean plausible = version == kind.version && start >= 0 && last >= start;
    return plausible && last < Long.MAX_VALUE
        ? new BlockHeader(kind, start, last + 1)
        : new BlockHeader(Kind.NONE, 0, 0);
  }

  long size() {
    return end - start;
  }
}
