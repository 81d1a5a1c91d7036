package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import java.math.BigInteger;

/** Values from memory and from one type to another. */
final class Conversions {
  private Conversions() {}

  /**
   * Reads a scalar; arrays and functions become pointers to them; structs stay where they are.
   *
   * @throws io.kwalk.core.memory.MemoryFault if it cannot be read
   */
  static Value load(Reference place) throws ExpressionException {
    return switch (place.type().strip()) {
      case ArrayType array -> new Value.Scalar(CTypes.pointer(array.element()), place.address());
      case FunctionType _ -> new Value.Scalar(CTypes.pointer(place.type()), place.address());
      case FloatType type when type.size() == 4 || type.size() == 8 -> floating(place, type);
      case PointerType _, EnumType _ -> new Value.Scalar(place.type(), place.value());
      case IntType type when type.size() <= 8 -> new Value.Scalar(place.type(), place.value());
      case StructType _ -> new Value.Located(place);
      default ->
          throw new ExpressionException(
              "cannot compute with a value of type " + CDeclaration.text(place.type(), ""));
    };
  }

  private static Value floating(Reference place, FloatType type) {
    long bits = place.target().memory().unsigned(place.address(), (int) type.size());
    double value =
        type.size() == 4 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    return new Value.Floating(type, value);
  }

  static Value cast(Target target, Type type, Value operand) throws ExpressionException {
    Type bare = type.strip();
    if (bare instanceof StructType || bare instanceof ArrayType || bare instanceof FunctionType) {
      return recast(target, type, operand);
    }
    Value value = operand instanceof Value.Located located ? load(located.reference()) : operand;
    if (bare instanceof VoidType) {
      return new Value.Scalar(VoidType.VOID, 0);
    }
    return switch (value) {
      case Value.Located _ ->
          throw new ExpressionException(
              "cannot convert a value of type " + CDeclaration.text(value.type(), ""));
      case Value.Floating floating ->
          bare instanceof FloatType
              ? new Value.Floating(type, floating.number())
              : new Value.Scalar(type, CTypes.wrap(type, truncated(floating.number(), type)));
      case Value.Scalar number ->
          bare instanceof FloatType
              ? new Value.Floating(
                  type,
                  CTypes.isSigned(number.type()) ? number.bits() : unsignedToDouble(number.bits()))
              : new Value.Scalar(type, CTypes.wrap(type, number.bits()));
    };
  }

  private static long truncated(double number, Type type) {
    boolean truth =
        type.strip() instanceof IntType integer && integer.encoding() == IntType.Encoding.BOOLEAN;
    return truth ? (number != 0 ? 1 : 0) : (long) number;
  }

  /** The same bytes as something else; only what lies in memory has bytes. */
  private static Value recast(Target target, Type type, Value operand) throws ExpressionException {
    if (operand instanceof Value.Located located) {
      return new Value.Located(Reference.of(target, type, located.reference().address()));
    }
    throw new ExpressionException("cannot convert a number to " + CDeclaration.text(type, ""));
  }

  static double unsignedToDouble(long bits) {
    return bits >= 0 ? bits : new BigInteger(Long.toUnsignedString(bits)).doubleValue();
  }
}
