package io.kwalk.core.object;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.EnumType.Enumerator;

/**
 * Values of enumerations as gdb writes them: the enumerator's name, {@code (A | B)} where all
 * enumerators are flags, else the number.
 */
final class EnumText {
  private EnumText() {}

  static String of(EnumType type, long value) {
    for (Enumerator enumerator : type.enumerators()) {
      if (same(type, enumerator.value(), value)) {
        return enumerator.name();
      }
    }
    return areFlags(type) ? flags(type, value) : number(type, value);
  }

  private static boolean same(EnumType type, long enumerator, long value) {
    int unused = Math.clamp(64 - 8 * type.size(), 0, 63);
    return enumerator << unused == value << unused;
  }

  private static String number(EnumType type, long value) {
    return type.signed() ? Long.toString(value) : Long.toUnsignedString(value);
  }

  /** Whether each enumerator is 0 or one bit. */
  private static boolean areFlags(EnumType type) {
    for (Enumerator enumerator : type.enumerators()) {
      long value = enumerator.value();
      if (value < 0 || Long.bitCount(value) > 1) {
        return false;
      }
    }
    return !type.enumerators().isEmpty();
  }

  private static String flags(EnumType type, long value) {
    StringBuilder text = new StringBuilder();
    long left = value;
    for (Enumerator enumerator : type.enumerators()) {
      if ((left & enumerator.value()) != 0) {
        text.append(text.isEmpty() ? "(" : " | ").append(enumerator.name());
        left &= ~enumerator.value();
      }
    }
    if (left != 0) {
      text.append(text.isEmpty() ? "(" : " | ").append("unknown: 0x");
      return text.append(Long.toHexString(left)).append(')').toString();
    }
    return text.isEmpty() ? "0" : text.append(')').toString();
  }
}
