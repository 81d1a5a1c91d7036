package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.Type;

/** C's binary operators on numbers. */
final class Arithmetic {
  private Arithmetic() {}

  static Value floating(String operator, double left, double right, FloatType type)
      throws ExpressionException {
    return switch (operator) {
      case "+" -> number(left + right, type);
      case "-" -> number(left - right, type);
      case "*" -> number(left * right, type);
      case "/" -> number(left / right, type);
      case "<" -> truth(left < right);
      case ">" -> truth(left > right);
      case "<=" -> truth(left <= right);
      case ">=" -> truth(left >= right);
      case "==" -> truth(left == right);
      case "!=" -> truth(left != right);
      default ->
          throw new ExpressionException("operand of " + operator + " is a floating-point number");
    };
  }

  private static Value number(double value, FloatType type) {
    return new Value.Floating(type, type.size() == 4 ? (float) value : value);
  }

  private static Value truth(boolean value) {
    return new Value.Scalar(CTypes.INT, value ? 1 : 0);
  }

  /** Integers, and pointers where they are compared or used as numbers. */
  static Value integers(String operator, Value.Scalar first, Value.Scalar second)
      throws ExpressionException {
    boolean shift = operator.equals("<<") || operator.equals(">>");
    Type type = shift ? CTypes.promoted(first.type()) : CTypes.common(first.type(), second.type());
    long left = CTypes.wrap(type, first.bits());
    long right = shift ? second.bits() : CTypes.wrap(type, second.bits());
    boolean signed = CTypes.isSigned(type);
    int order = signed ? Long.compare(left, right) : Long.compareUnsigned(left, right);
    return switch (operator) {
      case "<" -> truth(order < 0);
      case ">" -> truth(order > 0);
      case "<=" -> truth(order <= 0);
      case ">=" -> truth(order >= 0);
      case "==" -> truth(left == right);
      case "!=" -> truth(left != right);
      default -> {
        long bits = compute(operator, left, right, signed, type.size());
        yield new Value.Scalar(type, CTypes.wrap(type, bits));
      }
    };
  }

  private static long compute(String operator, long left, long right, boolean signed, long size)
      throws ExpressionException {
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> signed ? left / divisor(right) : Long.divideUnsigned(left, divisor(right));
      case "%" -> signed ? left % divisor(right) : Long.remainderUnsigned(left, divisor(right));
      case "&" -> left & right;
      case "|" -> left | right;
      case "^" -> left ^ right;
      case "<<" -> right < 0 || right >= 8 * size ? 0 : left << right;
      case ">>" ->
          right < 0 || right >= 8 * size
              ? (signed && left < 0 ? -1 : 0)
              : shifted(left, right, signed);
      default -> throw new ExpressionException("no such operator: " + operator);
    };
  }

  private static long shifted(long left, long right, boolean signed) {
    return signed ? left >> right : left >>> right;
  }

  private static long divisor(long value) throws ExpressionException {
    if (value == 0) {
      throw new ExpressionException("division by zero");
    }
    return value;
  }
}
