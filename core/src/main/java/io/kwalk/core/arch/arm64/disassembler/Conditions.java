package io.kwalk.core.arch.arm64.disassembler;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a word must be besides its fixed bits to be of a row. */
final class Conditions {
  private static final Pattern COMPARISON = Pattern.compile("([a-zA-Z]+)(=|!=|<|>)([a-zA-Z0-9]+)");

  private Conditions() {}

  static Predicate<Word> compile(String text, String pattern) {
    if (text.startsWith("!") && !COMPARISON.matcher(text).matches()) {
      return compile(text.substring(1), pattern).negate();
    }
    Matcher match = COMPARISON.matcher(text);
    return match.matches()
        ? comparison(
            Field.of(pattern, match.group(1)), match.group(2), Field.of(pattern, match.group(3)))
        : named(text, pattern);
  }

  private static Predicate<Word> comparison(Field left, String operator, Field right) {
    return switch (operator) {
      case "=" -> word -> left.of(word) == right.of(word);
      case "!=" -> word -> left.of(word) != right.of(word);
      case "<" -> word -> left.of(word) < right.of(word);
      default -> word -> left.of(word) > right.of(word);
    };
  }

  private static Predicate<Word> named(String name, String pattern) {
    return switch (name) {
      case "bitField" -> bitField(field(pattern, "s"), field(pattern, "N"), pattern);
      case "leftShift" -> leftShift(field(pattern, "s"), field(pattern, "r"), field(pattern, "i"));
      case "moveWide" -> moveWidePreferred(field(pattern, "s"), field(pattern, "Nri"));
      case "movz" -> {
        Field immediate = field(pattern, "i");
        Field half = field(pattern, "h");
        yield word -> immediate.of(word) != 0 || half.of(word) == 0;
      }
      case "movn" -> movn(field(pattern, "s"), field(pattern, "i"), field(pattern, "h"));
      case "evenq" -> even(field(pattern, "q"));
      case "event" -> even(field(pattern, "t"));
      case "overwritten" -> overwritten(field(pattern, "n"), field(pattern, "t"), pattern);
      case "operation" -> {
        Field key = field(pattern, "okmp");
        yield word -> SystemOperations.at(key.of(word)) != null;
      }
      case "fraction" -> {
        Field wide = field(pattern, "s");
        Field scale = field(pattern, "f");
        yield word -> wide.of(word) == 1 || scale.of(word) >= 32;
      }
      case "oneDouble" -> {
        Field size = field(pattern, "z");
        Field q = field(pattern, "q");
        int largest = (1 << size.width) - 1;
        yield word -> size.of(word) == largest && q.of(word) == 0;
      }
      case "lanes" -> {
        Field sizeAndQ = field(pattern, "zq");
        yield word -> sizeAndQ.of(word) != 4 && sizeAndQ.of(word) < 6;
      }
      case "longExtract" -> {
        Field q = field(pattern, "q");
        Field index = field(pattern, "i");
        yield word -> q.of(word) == 0 && index.of(word) >= 8;
      }
      case "oneBit" -> {
        Field bits = field(pattern, "h");
        yield word -> Integer.bitCount(bits.of(word)) == 1;
      }
      case "half" -> elementBelow(field(pattern, "i"), 2);
      case "words" -> elementBelow(field(pattern, "i"), 3);
      default -> throw new IllegalArgumentException("no condition " + name);
    };
  }

  private static Field field(String pattern, String letters) {
    return Field.of(pattern, letters);
  }

  private static Predicate<Word> even(Field field) {
    return word -> (field.of(word) & 1) == 0;
  }

  /** The base, which is written back, is loaded too. */
  private static Predicate<Word> overwritten(Field base, Field first, String pattern) {
    Field second = field(pattern, "u");
    return word -> {
      int number = base.of(word);
      return number != 31 && (first.of(word) == number || second.of(word) == number);
    };
  }

  /** The element that imm5 names is smaller than {@code 1 << size} bytes. */
  private static Predicate<Word> elementBelow(Field imm5, int size) {
    return word -> Integer.numberOfTrailingZeros(imm5.of(word)) < size;
  }

  private static Predicate<Word> bitField(Field wide, Field n, String pattern) {
    Field rotate = field(pattern, "r");
    Field last = field(pattern, "i");
    return word -> {
      int bits = wide.of(word) == 1 ? 64 : 32;
      return n.of(word) == wide.of(word) && rotate.of(word) < bits && last.of(word) < bits;
    };
  }

  private static Predicate<Word> leftShift(Field wide, Field rotate, Field last) {
    return word -> {
      int top = wide.of(word) == 1 ? 63 : 31;
      return last.of(word) != top && last.of(word) + 1 == rotate.of(word);
    };
  }

  private static Predicate<Word> movn(Field wide, Field immediate, Field half) {
    return word -> {
      boolean zeroShifted = immediate.of(word) == 0 && half.of(word) != 0;
      boolean ones = wide.of(word) == 0 && immediate.of(word) == 0xffff;
      return !zeroShifted && !ones;
    };
  }

  /** MoveWidePreferred() of the Arm ARM: whether movz or movn can give a logical immediate. */
  private static Predicate<Word> moveWidePreferred(Field wide, Field bits) {
    return word -> {
      int width = wide.of(word) == 1 ? 64 : 32;
      long value = Immediates.bitmask(bits.of(word), width);
      long mask = width == 64 ? -1 : 0xffff_ffffL;
      return isOneHalf(value) || isOneHalf(~value & mask);
    };
  }

  private static boolean isOneHalf(long value) {
    for (int shift = 0; shift < 64; shift += 16) {
      if ((value & ~(0xffffL << shift)) == 0) {
        return true;
      }
    }
    return false;
  }
}
