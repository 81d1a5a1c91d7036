package io.kwalk.core.debuginfo;

import java.util.StringTokenizer;

/**
 * The one spelling of C's base types. GCC names them "long unsigned int" in debug information,
 * clang "unsigned long", people write either; crash and gdb print "unsigned long".
 */
public final class BaseTypeNames {
  private BaseTypeNames() {}

  /**
   * gdb's spelling of {@code name}; {@code name} itself if it is no sequence of C's integer
   * keywords.
   */
  public static String canonical(String name) {
    if (name.indexOf(' ') < 0) {
      return switch (name) {
        case "unsigned" -> "unsigned int";
        case "signed" -> "int";
        default -> name;
      };
    }
    Words words = new Words();
    StringTokenizer tokens = new StringTokenizer(name, " ");
    while (tokens.hasMoreTokens()) {
      if (!words.add(tokens.nextToken())) {
        return name;
      }
    }
    return words.spelling();
  }

  private static final class Words {
    private int longs;
    private boolean isShort;
    private boolean isChar;
    private boolean wide;
    private boolean isSigned;
    private boolean isUnsigned;
    private boolean isDouble;

    boolean add(String word) {
      switch (word) {
        case "", "int" -> {}
        case "long" -> longs++;
        case "short" -> isShort = true;
        case "char" -> isChar = true;
        case "signed" -> isSigned = true;
        case "unsigned" -> isUnsigned = true;
        case "double" -> isDouble = true;
        case "__int128" -> wide = true;
        default -> {
          return false;
        }
      }
      return true;
    }

    String spelling() {
      if (isDouble) {
        return longs > 0 ? "long double" : "double";
      }
      if (isChar) {
        return isUnsigned ? "unsigned char" : isSigned ? "signed char" : "char";
      }
      String size =
          wide
              ? "__int128"
              : isShort ? "short" : longs > 1 ? "long long" : longs == 1 ? "long" : "int";
      return isUnsigned ? "unsigned " + size : size;
    }
  }
}
