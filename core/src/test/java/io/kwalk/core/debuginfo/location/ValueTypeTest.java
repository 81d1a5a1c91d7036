package io.kwalk.core.debuginfo.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kwalk.core.debuginfo.location.ValueType.Kind;
import org.junit.jupiter.api.Test;

final class ValueTypeTest {
  private static final ValueType S8 = new ValueType(Kind.SIGNED, 1);
  private static final ValueType U8 = new ValueType(Kind.UNSIGNED, 1);
  private static final ValueType S32 = new ValueType(Kind.SIGNED, 4);
  private static final ValueType U64 = new ValueType(Kind.UNSIGNED, 8);
  private static final ValueType FLOAT = new ValueType(Kind.FLOATING, 4);
  private static final ValueType DOUBLE = new ValueType(Kind.FLOATING, 8);

  @Test
  void keepsTheBitsThatATypeHas() {
    assertEquals(-1, S8.normalized(0xff));
    assertEquals(0xff, U8.normalized(-1));
    assertEquals(0xffff_ffffL, ValueType.generic(4).normalized(-1));
  }

  @Test
  void convertsBetweenTypes() {
    assertEquals(0xff, S8.convert(-1, U8));
    assertEquals(-1, S8.convert(-1, U64));
    assertEquals(Double.doubleToRawLongBits(-2), S32.convert(-2, DOUBLE));
    assertEquals(Double.doubleToRawLongBits(0x1p64), U64.convert(-1, DOUBLE));
    assertEquals(Float.floatToRawIntBits(1.5f), DOUBLE.convert(DOUBLE.ofFloating(1.5), FLOAT));
    assertEquals(-3, DOUBLE.convert(DOUBLE.ofFloating(-3.7), S32));
  }

  @Test
  void signsDecideDivisionAndOrder() throws UnavailableException {
    assertEquals(-2, TypedArithmetic.binary(DwOp.DW_OP_div, S32, -5, 2));
    assertEquals(Long.divideUnsigned(-5, 2), TypedArithmetic.binary(DwOp.DW_OP_div, U64, -5, 2));
    assertEquals(-1, TypedArithmetic.binary(DwOp.DW_OP_mod, S32, -5, 2));
    assertEquals(true, TypedArithmetic.compare(DwOp.DW_OP_lt, S32, -5, 2));
    assertEquals(false, TypedArithmetic.compare(DwOp.DW_OP_lt, U64, -5, 2));
    assertEquals(0x80, TypedArithmetic.binary(DwOp.DW_OP_shl, U8, 0x41, 7));
    assertEquals(-1, TypedArithmetic.binary(DwOp.DW_OP_shra, S8, -1, 70));
  }

  @Test
  void floatingPointValuesAreNoBits() throws UnavailableException {
    assertEquals(
        DOUBLE.ofFloating(0.75),
        TypedArithmetic.binary(
            DwOp.DW_OP_div, DOUBLE, DOUBLE.ofFloating(1.5), DOUBLE.ofFloating(2)));
    assertThrows(
        UnavailableException.class, () -> TypedArithmetic.binary(DwOp.DW_OP_and, DOUBLE, 1, 1));
  }
}
