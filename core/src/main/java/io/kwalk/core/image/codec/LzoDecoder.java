package io.kwalk.core.image.codec;

import java.util.Arrays;

/**
 * LZO1X, as lzo1x_1_compress writes it, and LZO-RLE, whose streams say so in their first two bytes
 * and have runs of zeros. The stream's layout is from the Linux kernel's
 * Documentation/staging/lzo.rst.
 *
 * <p>Positions only grow, so reading past {@code length} (into what an earlier page left in the
 * buffer) is found by one check at the end; reading past the array ends by the array's own check.
 */
public final class LzoDecoder {
  /** What {@code literals} is after a run of four literals and more. */
  private static final int LONG_RUN = 4;

  /** The first byte of a stream that has a version; a stream without cannot begin with it. */
  private static final int VERSIONED = 17;

  private static final int SHORTEST_VERSIONED = 5;

  /** From this length on copying as a whole is faster than byte by byte. */
  private static final int LONG_MATCH = 16;

  private LzoDecoder() {}

  /** As {@link Compression#decompress}. */
  public static boolean decompress(byte[] input, int length, byte[] page) {
    try {
      return decode(input, length, page);
    } catch (IndexOutOfBoundsException damaged) {
      return false;
    }
  }

  /** One loop over local variables: with the positions in fields it took twice the time. */
  private static boolean decode(byte[] input, int length, byte[] page) {
    int in = 0;
    int out = 0;
    int literals = 0; // copied by the last instruction: the meaning of codes 0 to 15 hangs on it
    int first = input[0] & 0xff;
    boolean zeroRuns = false;
    if (first == VERSIONED && length >= SHORTEST_VERSIONED) {
      zeroRuns = input[1] != 0;
      in = 2;
    }
    first = input[in] & 0xff;
    if (first > VERSIONED) {
      out = first - VERSIONED;
      literals = Math.min(out, LONG_RUN);
      System.arraycopy(input, in + 1, page, 0, out);
      in += 1 + out;
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
      } else if (code >= 0x10) { // 0b001L_LLLL or 0b0001_HLLL, then D and S in 16 bits
        if (zeroRuns && (code & 0xf8) == 0x18 && isZeroRun(input, in)) { // 0bXXXX_XXXX behind D, S
          count = ((input[in + 2] & 0xff) << 3 | code & 7) + 4;
          trailing = input[in] & 3;
          Arrays.fill(page, out, out + count, (byte) 0);
          out += count;
          in += 3;
          for (int end = out + trailing; out < end; ) {
            page[out++] = input[in++];
          }
          literals = trailing;
          continue;
        }
        int mask = code >= 0x20 ? 0x1f : 7;
        count = code & mask;
        if (count == 0) {
          int end = endOfZeros(input, in);
          count = mask + (end - in) * 255 + (input[end] & 0xff);
          in = end + 1;
        }
        count += 2;
        int word = input[in] & 0xff | (input[in + 1] & 0xff) << 8;
        in += 2;
        trailing = word & 3;
        distance = (word >> 2) + 1;
        if (code < 0x20) {
          distance += 0x3fff + ((code & 8) << 11);
          if (distance == 0x4000) { // the end of the stream
            return in <= length && out == page.length;
          }
        }
      } else if (literals == 0) { // 0b0000_LLLL
        count = code;
        if (count == 0) {
          int end = endOfZeros(input, in);
          count = 15 + (end - in) * 255 + (input[end] & 0xff);
          in = end + 1;
        }
        count += 3;
        System.arraycopy(input, in, page, out, count);
        in += count;
        out += count;
        literals = LONG_RUN;
        continue;
      } else { // 0b0000_DDSS, then 0bHHHH_HHHH
        boolean afterLongRun = literals == LONG_RUN;
        count = afterLongRun ? 3 : 2;
        distance = ((input[in++] & 0xff) << 2) + (code >> 2) + (afterLongRun ? 2049 : 1);
        trailing = code & 3;
      }
      int from = out - distance;
      if (count >= LONG_MATCH) {
        // A match may overlap itself, and then repeats: what can be copied at once doubles.
        for (int end = out + count; out < end; ) {
          int step = Math.min(out - from, end - out);
          System.arraycopy(page, from, page, out, step);
          out += step;
        }
      } else {
        for (int end = out + count; out < end; ) {
          page[out++] = page[from++];
        }
      }
      for (int end = out + trailing; out < end; ) {
        page[out++] = input[in++];
      }
      literals = trailing;
    }
    return false;
  }

  /** Whether all bits of the distance are set: what would be 0xbfff. */
  private static boolean isZeroRun(byte[] input, int at) {
    return (input[at] & 0xfc) == 0xfc && (input[at + 1] & 0xff) == 0xff;
  }

  /** Where zero bytes end: a length goes on for 255 with each. */
  private static int endOfZeros(byte[] input, int start) {
    int at = start;
    while (input[at] == 0) {
      at++;
    }
    return at;
  }
}
