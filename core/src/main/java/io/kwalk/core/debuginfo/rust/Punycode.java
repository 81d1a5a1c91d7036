package io.kwalk.core.debuginfo.rust;

import java.util.Optional;

/** Punycode (RFC 3492) as Rust's names have it: with an underscore for the delimiter. */
final class Punycode {
  private static final int BASE = 36;
  private static final int SMALLEST = 1;
  private static final int LARGEST = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;

  private Punycode() {}

  static Optional<String> decode(String text) {
    int delimiter = text.lastIndexOf('_');
    StringBuilder out = new StringBuilder(text.substring(0, Math.max(0, delimiter)));
    int[] points = out.codePoints().toArray();
    int count = points.length;
    long point = 128;
    long index = 0;
    int bias = 72;
    for (int at = delimiter + 1; at < text.length(); ) {
      long before = index;
      long weight = 1;
      for (int k = BASE; ; k += BASE) {
        int digit = at < text.length() ? digit(text.charAt(at++)) : -1;
        if (digit < 0 || weight > 1 << 24) {
          return Optional.empty();
        }
        index += digit * weight;
        int threshold = Math.clamp((long) k - bias, SMALLEST, LARGEST);
        if (digit < threshold) {
          break;
        }
        weight *= BASE - threshold;
      }
      count++;
      bias = adapt(index - before, count, before == 0);
      point += index / count;
      index %= count;
      if (point > Character.MAX_CODE_POINT) {
        return Optional.empty();
      }
      out.insert(out.offsetByCodePoints(0, (int) index), Character.toString((int) point));
      index++;
    }
    return Optional.of(out.toString());
  }

  private static int digit(char c) {
    return c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? c - '0' + 26 : -1;
  }

  private static int adapt(long delta, int count, boolean first) {
    long rest = first ? delta / DAMP : delta / 2;
    rest += rest / count;
    int k = 0;
    for (; rest > (BASE - SMALLEST) * LARGEST / 2; k += BASE) {
      rest /= BASE - SMALLEST;
    }
    return (int) (k + (BASE - SMALLEST + 1) * rest / (rest + SKEW));
  }
}
