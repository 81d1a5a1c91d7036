package io.kwalk.core.image.codec;

/**
 * One block of LZ4, without a frame around it (the block format's description in LZ4's
 * doc/lz4_Block_format.md).
 *
 * <pre>
 *  0bLLLL_MMMM  L literals, then a match of M + 4 bytes; 15 goes on in bytes of up to 255
 *  literals
 *  distance in 16 bits, little-endian; the last sequence ends before it
 * </pre>
 */
public final class Lz4Decoder {
  private static final int LEAST_MATCH = 4;
  private static final int GOES_ON = 15;

  private Lz4Decoder() {}

  /** As {@link Compression#decompress}. */
  public static boolean decompress(byte[] input, int length, byte[] page) {
    try {
      return decode(input, length, page);
    } catch (IndexOutOfBoundsException damaged) {
      return false;
    }
  }

  private static boolean decode(byte[] input, int length, byte[] page) {
    int in = 0;
    int out = 0;
    while (in < length) {
      int token = input[in++] & 0xff;
      int literals = token >> 4;
      if (literals == GOES_ON) {
        int more;
        do {
          more = input[in++] & 0xff;
          literals += more;
        } while (more == 255);
      }
      System.arraycopy(input, in, page, out, literals);
      in += literals;
      out += literals;
      if (in >= length) {
        return in == length && out == page.length;
      }
      int from = out - (input[in] & 0xff | (input[in + 1] & 0xff) << 8);
      in += 2;
      int count = (token & GOES_ON) + LEAST_MATCH;
      if (count == GOES_ON + LEAST_MATCH) {
        int more;
        do {
          more = input[in++] & 0xff;
          count += more;
        } while (more == 255);
      }
      if (from == out) {
        return false; // a distance of 0
      }
      for (int end = out + count; out < end; ) { // it may overlap itself, and then repeats
        page[out++] = page[from++];
      }
    }
    return false;
  }
}
