package io.kwalk.shell.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.shell.line.Arithmetic.InvalidExpressionException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static long evaluate(String text) throws InvalidExpressionException {
    return Arithmetic.evaluate(
        text, name -> name.equals("init_task") ? OptionalLong.of(0x1000) : OptionalLong.empty());
  }

  @Test
  void aNumberIsDecimalUnlessItShowsOtherwise() {
    assertEquals(OptionalLong.of(10), Numbers.plain("10"));
    assertEquals(OptionalLong.of(16), Numbers.plain("0x10"));
    assertEquals(OptionalLong.of(0x1f), Numbers.plain("1f"));
    assertEquals(OptionalLong.of(-1), Numbers.plain("ffffffffffffffff"));
  }

  @Test
  void suffixesMultiply() {
    assertEquals(OptionalLong.of(1L << 30), Numbers.plain("1g"));
    assertEquals(OptionalLong.of(3L << 20), Numbers.plain("3M"));
    assertEquals(OptionalLong.of(0x1e3 << 10), Numbers.plain("1e3k"));
  }

  @Test
  void whatIsNoNumberIsEmpty() {
    for (String text : new String[] {"", "k", "0x", "zz", "-1", "+1", "1ffffffffffffffff", "１"}) {
      assertTrue(Numbers.plain(text).isEmpty(), text);
      assertTrue(Numbers.hexadecimal(text).isEmpty(), text);
    }
  }

  @Test
  void operatorsBindAsInC() throws InvalidExpressionException {
    assertEquals(7, evaluate("1 + 2 * 3"));
    assertEquals(9, evaluate("(1 + 2) * 3"));
    assertEquals(1L << 32, evaluate("(1 << 32)"));
    assertEquals(0xff, evaluate("0xf0 | 15 & 0xff"));
    assertEquals(-16, evaluate("0x10 - 0x20"));
    assertEquals(-1, evaluate("~0"));
    assertEquals(0x1008, evaluate("init_task+8"));
  }

  @Test
  void divisionAndRightShiftsAreUnsigned() throws InvalidExpressionException {
    assertEquals(0x7fffffffffffffffL, evaluate("ffffffffffffffff / 2"));
    assertEquals(1, evaluate("0x8000000000000000 >> 63"));
    assertEquals(0, evaluate("1 << 64"));
  }

  @Test
  void nonsenseIsRefused() {
    for (String text : new String[] {"", "1 +", "(1", "1)", "1 2", "nosuch", "1 / 0", "5 % 0"}) {
      assertThrows(InvalidExpressionException.class, () -> evaluate(text), text);
    }
  }

  @Test
  void nestingIsBounded() {
    assertThrows(InvalidExpressionException.class, () -> evaluate("(".repeat(100_000) + "1"));
    assertThrows(InvalidExpressionException.class, () -> evaluate("~".repeat(100_000) + "1"));
  }
}
