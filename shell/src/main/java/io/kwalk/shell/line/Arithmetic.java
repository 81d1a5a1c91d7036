package io.kwalk.shell.line;

import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Integer expressions over numbers and symbols, 64 bits wide, unsigned where that differs: {@code +
 * - * / % & | ^ << >> ~ ( )} with C's precedence. Numbers are decimal unless they begin with 0x or
 * contain a hexadecimal letter; k, m and g behind a number multiply it.
 */
public final class Arithmetic {
  /** What is wrong with an expression. */
  public static final class InvalidExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidExpressionException(String message) {
      super(message, null, false, false);
    }
  }

  /** Deeper nesting than this is no expression anybody typed. */
  private static final int MAX_DEPTH = 200;

  private final String text;
  private final Function<String, OptionalLong> names;
  private int position;
  private int depth;

  private Arithmetic(String text, Function<String, OptionalLong> names) {
    this.text = text;
    this.names = names;
  }

  /**
   * The value of {@code text}.
   *
   * @param names gives the value of a symbol
   */
  public static long evaluate(String text, Function<String, OptionalLong> names)
      throws InvalidExpressionException {
    Arithmetic arithmetic = new Arithmetic(text, names);
    long value = arithmetic.binary(0);
    arithmetic.skipBlanks();
    if (arithmetic.position < text.length()) {
      throw arithmetic.invalid();
    }
    return value;
  }

  private InvalidExpressionException invalid() {
    return new InvalidExpressionException("invalid expression: " + text.strip());
  }

  private void skipBlanks() {
    while (position < text.length() && text.charAt(position) <= ' ') {
      position++;
    }
  }

  /** Operators by how tightly they bind, from the loosest. */
  private static int precedence(String operator) {
    return switch (operator) {
      case "|" -> 0;
      case "^" -> 1;
      case "&" -> 2;
      case "<<", ">>" -> 3;
      case "+", "-" -> 4;
      case "*", "/", "%" -> 5;
      default -> -1;
    };
  }

  private String operator() {
    skipBlanks();
    if (position >= text.length()) {
      return "";
    }
    if (text.startsWith("<<", position) || text.startsWith(">>", position)) {
      return text.substring(position, position + 2);
    }
    return text.substring(position, position + 1);
  }

  private long binary(int loosest) throws InvalidExpressionException {
    long left = unary();
    while (true) {
      String operator = operator();
      int precedence = precedence(operator);
      if (precedence < loosest) {
        return left;
      }
      position += operator.length();
      left = apply(operator, left, binary(precedence + 1));
    }
  }

  private long apply(String operator, long left, long right) throws InvalidExpressionException {
    if (right == 0 && (operator.equals("/") || operator.equals("%"))) {
      throw new InvalidExpressionException("division by zero: " + text.strip());
    }
    boolean tooFar = right < 0 || right > 63;
    return switch (operator) {
      case "|" -> left | right;
      case "^" -> left ^ right;
      case "&" -> left & right;
      case "<<" -> tooFar ? 0 : left << right;
      case ">>" -> tooFar ? 0 : left >>> right;
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> Long.divideUnsigned(left, right);
      default -> Long.remainderUnsigned(left, right);
    };
  }

  private long unary() throws InvalidExpressionException {
    skipBlanks();
    if (position >= text.length() || depth > MAX_DEPTH) {
      throw invalid();
    }
    char c = text.charAt(position);
    if (c != '~' && c != '-' && c != '+' && c != '(') {
      return operand();
    }
    position++;
    depth++;
    long value = c == '(' ? parenthesised() : unary();
    depth--;
    return c == '~' ? ~value : c == '-' ? -value : value;
  }

  private long parenthesised() throws InvalidExpressionException {
    long value = binary(0);
    skipBlanks();
    if (position >= text.length() || text.charAt(position) != ')') {
      throw invalid();
    }
    position++;
    return value;
  }

  private long operand() throws InvalidExpressionException {
    int start = position;
    while (position < text.length() && isOperand(text.charAt(position))) {
      position++;
    }
    String word = text.substring(start, position);
    if (word.isEmpty()) {
      throw invalid();
    }
    OptionalLong number = Numbers.plain(word);
    if (number.isPresent() && word.charAt(0) <= '9') {
      return number.getAsLong();
    }
    OptionalLong named = names.apply(word);
    OptionalLong value = named.isPresent() ? named : number;
    return value.orElseThrow(
        () -> new InvalidExpressionException("no number and no symbol: " + word));
  }

  private static boolean isOperand(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '.'
        || c == '$';
  }
}
