package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;

/** C's own types, and the conversions between them (C11 6.3.1, LP64 as Linux has it). */
final class CTypes {
  static final IntType INT = integer("int", 4, true);
  static final IntType UNSIGNED_INT = integer("unsigned int", 4, false);
  static final IntType LONG = integer("long", 8, true);
  static final IntType UNSIGNED_LONG = integer("unsigned long", 8, false);
  static final IntType CHAR = new IntType("char", 1, true, IntType.Encoding.CHARACTER);
  static final FloatType DOUBLE = new FloatType("double", 8);
  static final FloatType FLOAT = new FloatType("float", 4);

  private CTypes() {}

  private static IntType integer(String name, long size, boolean signed) {
    return new IntType(name, size, signed, IntType.Encoding.INTEGER);
  }

  static PointerType pointer(Type target) {
    return new PointerType(8, () -> target);
  }

  /** {@code bits} cut to the size of {@code type} and extended as its sign says. */
  static long wrap(Type type, long bits) {
    if (type.strip() instanceof IntType integer && integer.encoding() == IntType.Encoding.BOOLEAN) {
      return bits == 0 ? 0 : 1;
    }
    long size = type.size();
    if (size <= 0 || size >= 8) {
      return bits;
    }
    int unused = (int) (64 - 8 * size);
    return isSigned(type) ? bits << unused >> unused : bits << unused >>> unused;
  }

  static boolean isSigned(Type type) {
    return Field.isSigned(type);
  }

  /** What an operand becomes before arithmetic: nothing is smaller than {@code int}. */
  static Type promoted(Type type) {
    return type.size() < 4
        ? INT
        : type.size() == 4 ? (isSigned(type) ? INT : UNSIGNED_INT) : wide(type);
  }

  private static Type wide(Type type) {
    return isSigned(type) ? LONG : UNSIGNED_LONG;
  }

  /** The common type of two integer operands (C11 6.3.1.8). */
  static Type common(Type left, Type right) {
    Type a = promoted(left);
    Type b = promoted(right);
    if (a.size() != b.size()) {
      return a.size() > b.size() ? a : b;
    }
    return isSigned(a) ? b : a;
  }

  /** Bytes that pointer arithmetic steps by; GNU C steps over void and functions by 1. */
  static long step(Type target) {
    return target instanceof VoidType ? 1 : Math.max(1, target.size());
  }
}
