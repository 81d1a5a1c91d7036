package io.kwalk.core.debuginfo.location;

import static io.kwalk.core.debuginfo.location.DwOp.*;

import io.kwalk.core.debuginfo.location.ValueType.Kind;

/** The operations on one and two values (sections 2.5.1.4, 2.5.1.5). */
final class TypedArithmetic {
  private TypedArithmetic() {}

  /** {@code left op right}; both have the same type. */
  static long binary(int operation, ValueType type, long left, long right)
      throws UnavailableException {
    return type.isFloating()
        ? floating(operation, type, left, right)
        : type.normalized(integer(operation, type, left, right));
  }

  private static long integer(int operation, ValueType type, long left, long right)
      throws UnavailableException {
    return switch (operation) {
      case DW_OP_and -> left & right;
      case DW_OP_or -> left | right;
      case DW_OP_xor -> left ^ right;
      case DW_OP_plus -> left + right;
      case DW_OP_minus -> left - right;
      case DW_OP_mul -> left * right;
      case DW_OP_div -> divided(type, left, right);
      case DW_OP_mod -> remainder(type, left, right);
      case DW_OP_shl -> right < 0 || right >= type.bits() ? 0 : left << right;
      case DW_OP_shr -> right < 0 || right >= type.bits() ? 0 : unsigned(type, left) >>> right;
      case DW_OP_shra -> signedBits(type, left) >> (right < 0 ? 63 : Math.min(right, 63));
      default -> throw new IllegalArgumentException("operation " + operation);
    };
  }

  private static long unsigned(ValueType type, long bits) {
    return bits << 64 - type.bits() >>> 64 - type.bits();
  }

  private static long signedBits(ValueType type, long bits) {
    return bits << 64 - type.bits() >> 64 - type.bits();
  }

  /** The generic type divides with a sign. */
  private static long divided(ValueType type, long left, long right) throws UnavailableException {
    checkDivisor(right);
    return type.kind() == Kind.UNSIGNED
        ? Long.divideUnsigned(left, right)
        : type.signed(left) / type.signed(right);
  }

  /** The generic type's remainder has no sign. */
  private static long remainder(ValueType type, long left, long right) throws UnavailableException {
    checkDivisor(right);
    return type.kind() == Kind.SIGNED ? left % right : Long.remainderUnsigned(left, right);
  }

  private static void checkDivisor(long right) throws UnavailableException {
    if (right == 0) {
      throw new UnavailableException(Location.Reason.DAMAGED, "its expression divides by 0");
    }
  }

  private static long floating(int operation, ValueType type, long left, long right)
      throws UnavailableException {
    double a = type.floating(left);
    double b = type.floating(right);
    return type.ofFloating(
        switch (operation) {
          case DW_OP_plus -> a + b;
          case DW_OP_minus -> a - b;
          case DW_OP_mul -> a * b;
          case DW_OP_div -> a / b;
          default ->
              throw new UnavailableException(
                  Location.Reason.DAMAGED, "its expression uses floating-point values as bits");
        });
  }

  /** The generic type compares with a sign. */
  static boolean compare(int operation, ValueType type, long left, long right) {
    int order;
    if (type.isFloating()) {
      order = Double.compare(type.floating(left), type.floating(right));
    } else if (type.kind() == Kind.UNSIGNED) {
      order = Long.compareUnsigned(left, right);
    } else {
      order = Long.compare(type.signed(left), type.signed(right));
    }
    return switch (operation) {
      case DW_OP_eq -> order == 0;
      case DW_OP_ne -> order != 0;
      case DW_OP_lt -> order < 0;
      case DW_OP_le -> order <= 0;
      case DW_OP_gt -> order > 0;
      case DW_OP_ge -> order >= 0;
      default -> throw new IllegalArgumentException("operation " + operation);
    };
  }

  static long unary(int operation, ValueType type, long value) throws UnavailableException {
    if (type.isFloating()) {
      double a = type.floating(value);
      return switch (operation) {
        case DW_OP_abs -> type.ofFloating(Math.abs(a));
        case DW_OP_neg -> type.ofFloating(-a);
        default ->
            throw new UnavailableException(
                Location.Reason.DAMAGED, "its expression uses floating-point values as bits");
      };
    }
    return type.normalized(
        switch (operation) {
          case DW_OP_abs -> Math.abs(type.signed(value));
          case DW_OP_neg -> -value;
          case DW_OP_not -> ~value;
          default -> throw new IllegalArgumentException("operation " + operation);
        });
  }
}
