package io.kwalk.core.image.codec;

/** Snappy's raw blocks, by google/snappy's format_description.txt. */
public final class SnappyDecoder {
  private SnappyDecoder() {}

  /** As {@link Compression#decompress}. */
  public static boolean decompress(byte[] input, int length, byte[] page) {
    return decompress(input, 0, length, page, page.length) == page.length;
  }

  /**
   * Decompresses the block in {@code input} from {@code start} to {@code end} into {@code output}.
   *
   * @return how many bytes it gave, or -1 where it is damaged or would give more than {@code limit}
   */
  public static int decompress(byte[] input, int start, int end, byte[] output, int limit) {
    try {
      return decode(input, start, end, output, Math.min(limit, output.length));
    } catch (IndexOutOfBoundsException damaged) {
      return -1;
    }
  }

  private static int decode(byte[] input, int start, int end, byte[] output, int limit) {
    int in = start;
    long size = 0;
    int shift = 0;
    int next;
    do { // a varint: seven bits a byte, the lowest first
      next = input[in++];
      size |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0 && shift < 35);
    if (size > limit) {
      return -1;
    }
    int out = 0;
    while (in < end) {
      int tag = input[in++] & 0xff;
      int count;
      int distance;
      switch (tag & 3) {
        case 0 -> { // a literal: 0bLLLL_LL00, from 60 on 1 to 4 bytes of length follow
          count = tag >> 2;
          if (count >= 60) {
            int bytes = count - 59;
            count = (int) little(input, in, bytes);
            in += bytes;
          }
          count++;
          System.arraycopy(input, in, output, out, count);
          in += count;
          out += count;
          continue;
        }
        case 1 -> { // 0bDDDL_LL01, 0bDDDD_DDDD
          count = (tag >> 2 & 7) + 4;
          distance = (tag & 0xe0) << 3 | input[in++] & 0xff;
        }
        case 2 -> { // 0bLLLL_LL10, 16 bits of distance
          count = (tag >> 2) + 1;
          distance = (int) little(input, in, 2);
          in += 2;
        }
        default -> { // 0bLLLL_LL11, 32 bits of distance
          count = (tag >> 2) + 1;
          distance = (int) little(input, in, 4);
          in += 4;
        }
      }
      if (distance <= 0 || distance > out) {
        return -1;
      }
      int from = out - distance;
      if (distance >= count && count >= 16) {
        System.arraycopy(output, from, output, out, count);
        out += count;
      } else { // the copy may overlap itself, and then repeats
        for (int i = 0; i < count; i++) {
          output[out++] = output[from++];
        }
      }
    }
    return in == end && out == size ? out : -1;
  }

  private static long little(byte[] input, int at, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | input[at + i] & 0xff;
    }
    return value;
  }
}
