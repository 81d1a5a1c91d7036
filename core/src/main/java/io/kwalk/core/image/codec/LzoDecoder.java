package io.kwalk.core.image.codec;

/**
 * LZO1X, as lzo1x_1_compress writes it. The stream's layout is from the Linux kernel's
 * Documentation/staging/lzo.rst.
 *
 * <p>Positions only grow, so reading past {@code length} (into what an earlier page left in the
 * buffer) is found by one check at the end; reading past the array ends by the array's own check.
 */
public final class LzoDecoder {
  private LzoDecoder() {}

  /** As {@link Compression#decompress}. */
  public static boolean decompress(byte[] input, int length, byte[] page) {
    try {
      return new Stream(input, length, page).decode();
    } catch (IndexOutOfBoundsException damaged) {
      return false;
    }
  }

  private static final class Stream {
    /** What {@code literals} is after a run of four literals and more. */
    private static final int LONG_RUN = 4;

    private final byte[] input;
    private final int length;
    private final byte[] page;
    private int in;
    private int out;

    Stream(byte[] input, int length, byte[] page) {
      this.input = input;
      this.length = length;
      this.page = page;
    }

    boolean decode() {
      int literals = 0; // copied by the last instruction: the meaning of codes 0 to 15 hangs on it
      int first = input[0] & 0xff;
      if (first > 17) {
        in = 1;
        literals = Math.min(first - 17, LONG_RUN);
        copyLiterals(first - 17);
      }
      while (in < length) {
        int code = input[in++] & 0xff;
        int distance;
        int count;
        int trailing; // literals that follow, 0 to 3
        if (code >= 0x40) { // 0b1LLD_DDSS or 0b01LD_DDSS, then 0bHHHH_HHHH
          count = (code >> 5) + 1;
          distance = ((input[in++] & 0xff) << 3) + (code >> 2 & 7) + 1;
          trailing = code & 3;
        } else if (code >= 0x20) { // 0b001L_LLLL, then D and S in 16 bits
          count = runLength(code & 0x1f, 0x1f) + 2;
          int word = word();
          distance = (word >> 2) + 1;
          trailing = word & 3;
        } else if (code >= 0x10) { // 0b0001_HLLL, then D and S in 16 bits
          count = runLength(code & 7, 7) + 2;
          int word = word();
          distance = 0x4000 + ((code & 8) << 11) + (word >> 2);
          trailing = word & 3;
          if (distance == 0x4000) { // the end of the stream
            return in <= length && out == page.length;
          }
        } else if (literals == 0) { // 0b0000_LLLL
          copyLiterals(runLength(code, 0x0f) + 3);
          literals = LONG_RUN;
          continue;
        } else { // 0b0000_DDSS, then 0bHHHH_HHHH
          boolean afterLongRun = literals == LONG_RUN;
          count = afterLongRun ? 3 : 2;
          distance = ((input[in++] & 0xff) << 2) + (code >> 2) + (afterLongRun ? 2049 : 1);
          trailing = code & 3;
        }
        copyMatch(distance, count);
        copyLiterals(trailing);
        literals = trailing;
      }
      return false;
    }

    /**
     * Extends a length of all ones or zero: each zero byte adds 255, the first other byte itself.
     */
    private int runLength(int bits, int mask) {
      if (bits != 0) {
        return bits;
      }
      int value = mask;
      int next;
      while ((next = input[in++]) == 0) {
        value += 255;
      }
      return value + (next & 0xff);
    }

    private int word() {
      int value = input[in] & 0xff | (input[in + 1] & 0xff) << 8;
      in += 2;
      return value;
    }

    private void copyLiterals(int count) {
      if (count < 8) {
        for (int i = 0; i < count; i++) {
          page[out++] = input[in++];
        }
      } else {
        System.arraycopy(input, in, page, out, count);
        in += count;
        out += count;
      }
    }

    private void copyMatch(int distance, int count) {
      int from = out - distance;
      if (distance >= count && count >= 16) {
        System.arraycopy(page, from, page, out, count);
        out += count;
      } else { // the match may overlap itself, and then repeats
        for (int i = 0; i < count; i++) {
          page[out++] = page[from++];
        }
      }
    }
  }
}
