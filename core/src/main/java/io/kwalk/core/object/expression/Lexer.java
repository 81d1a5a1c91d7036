package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.Type;
import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into C's tokens. */
final class Lexer {
  /** Nobody types more; what does is not read. */
  private static final int MAX_LENGTH = 1 << 14;

  /** Longest first. */
  private static final String[] OPERATORS = {
    "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "->", "+", "-", "*", "/", "%", "&", "|", "^",
    "~", "!", "<", ">", "?", ":", "(", ")", "[", "]", ".", ",", "@"
  };

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) throws ExpressionException {
    if (text.length() > MAX_LENGTH) {
      throw new ExpressionException("the expression is too long");
    }
    List<Token> tokens = new ArrayList<>();
    Lexer lexer = new Lexer(text);
    while (lexer.skipBlanks()) {
      tokens.add(lexer.next());
    }
    return tokens;
  }

  private boolean skipBlanks() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at < text.length();
  }

  private Token next() throws ExpressionException {
    char c = text.charAt(at);
    int start = at;
    if (isLetter(c)) {
      while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
        at++;
      }
      return new Token.Word(start, text.substring(start, at));
    }
    if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
      return number(start);
    }
    if (c == '\'') {
      return quoted(start);
    }
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        return new Token.Operator(start, operator);
      }
    }
    throw new ExpressionException("unexpected character at " + rest(start));
  }

  private String rest(int start) {
    return "\"" + text.substring(start, Math.min(text.length(), start + 20)) + "\"";
  }

  static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private Token number(int start) throws ExpressionException {
    boolean hexadecimal = text.startsWith("0x", at) || text.startsWith("0X", at);
    while (at < text.length() && isPart(text.charAt(at), hexadecimal)) {
      at++;
    }
    String digits = text.substring(start, at);
    boolean fraction = !hexadecimal && (digits.indexOf('.') >= 0 || hasExponent(digits));
    return fraction ? floating(start, digits) : integer(start, digits, hexadecimal);
  }

  private static boolean hasExponent(String digits) {
    return digits.indexOf('e') > 0 || digits.indexOf('E') > 0;
  }

  private boolean isPart(char c, boolean hexadecimal) {
    boolean exponentSign =
        !hexadecimal
            && (c == '+' || c == '-')
            && "eE".indexOf(text.charAt(at - 1 < 0 ? 0 : at - 1)) >= 0;
    return isDigit(c) || isLetter(c) && c != '$' || c == '.' && !hexadecimal || exponentSign;
  }

  private Token floating(int start, String digits) throws ExpressionException {
    boolean single = digits.endsWith("f") || digits.endsWith("F");
    boolean suffix = single || digits.endsWith("l") || digits.endsWith("L");
    String plain = suffix ? digits.substring(0, digits.length() - 1) : digits;
    try {
      double value = Double.parseDouble(plain);
      return new Token.Literal(
          start, new Value.Floating(single ? CTypes.FLOAT : CTypes.DOUBLE, value));
    } catch (NumberFormatException _) {
      throw new ExpressionException("invalid number \"" + digits + "\"");
    }
  }

  private static Token integer(int start, String text, boolean hexadecimal)
      throws ExpressionException {
    int end = text.length();
    boolean isUnsigned = false;
    int longs = 0;
    while (end > 0 && "uUlL".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
      isUnsigned |= "uU".indexOf(text.charAt(end)) >= 0;
      longs += "lL".indexOf(text.charAt(end)) >= 0 ? 1 : 0;
    }
    String digits = text.substring(hexadecimal ? 2 : 0, Math.max(hexadecimal ? 2 : 0, end));
    boolean octal = !hexadecimal && digits.length() > 1 && digits.charAt(0) == '0';
    try {
      long value = Long.parseUnsignedLong(digits, hexadecimal ? 16 : octal ? 8 : 10);
      Type type = type(value, isUnsigned, longs > 0, hexadecimal || octal);
      return new Token.Literal(start, new Value.Scalar(type, value));
    } catch (NumberFormatException _) {
      throw new ExpressionException("invalid number \"" + text + "\"");
    }
  }

  /** The first of C's types that holds the constant (C11 6.4.4.1). */
  private static Type type(long value, boolean isUnsigned, boolean isLong, boolean anySign) {
    if (!isLong && value >= 0 && value <= Integer.MAX_VALUE) {
      return isUnsigned ? CTypes.UNSIGNED_INT : CTypes.INT;
    }
    if (!isLong && (isUnsigned || anySign) && value >>> 32 == 0) {
      return CTypes.UNSIGNED_INT;
    }
    return isUnsigned || value < 0 ? CTypes.UNSIGNED_LONG : CTypes.LONG;
  }

  /** A character; or, as gdb has it, a symbol's name in quotes. */
  private Token quoted(int start) throws ExpressionException {
    at++;
    StringBuilder inside = new StringBuilder();
    boolean escaped = false;
    while (at < text.length() && text.charAt(at) != '\'') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        escaped = true;
        inside.append((char) escape());
      } else {
        inside.append(text.charAt(at++));
      }
    }
    if (at >= text.length() || inside.isEmpty()) {
      throw new ExpressionException("unmatched single quote");
    }
    at++;
    if (inside.length() == 1) {
      return new Token.Literal(start, new Value.Scalar(CTypes.CHAR, (byte) inside.charAt(0)));
    }
    if (escaped) {
      throw new ExpressionException("more than one character in single quotes");
    }
    return new Token.Word(start, inside.toString());
  }

  private int escape() {
    char c = text.charAt(++at);
    if (c >= '0' && c <= '7') {
      int value = 0;
      for (int i = 0; i < 3 && at < text.length() && isOctal(text.charAt(at)); i++, at++) {
        value = value << 3 | text.charAt(at) - '0';
      }
      return value & 0xff;
    }
    at++;
    int known = "abfnrtve".indexOf(c);
    return known < 0 ? c : "\007\b\f\n\r\t\013\033".charAt(known);
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }
}
