package io.kwalk.core.object;

import static io.kwalk.core.object.TestTypes.INT;
import static io.kwalk.core.object.TestTypes.UNSIGNED;
import static io.kwalk.core.object.TestTypes.UNSIGNED_LONG;
import static io.kwalk.core.object.TestTypes.array;
import static io.kwalk.core.object.TestTypes.member;
import static io.kwalk.core.object.TestTypes.pointer;
import static io.kwalk.core.object.TestTypes.struct;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.expression.Expression;
import io.kwalk.core.object.expression.ExpressionException;
import io.kwalk.core.object.expression.Scope;
import io.kwalk.core.object.expression.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpressionTest {
  private static final StructType NODE =
      struct(
          "node",
          24,
          member("x", INT, 0),
          member("u", UNSIGNED, 4),
          member("data", array(INT, 2), 8),
          member("next", pointer(UNSIGNED_LONG), 16));

  private final TestTarget target =
      new TestTarget(64).put(0, -7, 4).put(4, -1, 4).put(8, 11, 4).put(12, 22, 4);

  private final Scope scope =
      new Scope() {
        private final Map<String, Type> variables =
            Map.of("node", NODE, "numbers", array(INT, 4), "self", pointer(NODE));

        @Override
        public Target target() {
          return target;
        }

        @Override
        public Optional<Value> symbol(String name) {
          return Optional.ofNullable(variables.get(name))
              .map(type ->
                  new Value.Located(
                      Reference.of(
                          target, type, TestTarget.BASE + (name.equals("self") ? 40 : 0))));
        }

        @Override
        public Optional<Value> history(String name) {
          return name.equals("$1") ? Optional.of(new Value.Scalar(INT, 41)) : Optional.empty();
        }
      };

  ExpressionTest() {
    target.put(40, TestTarget.BASE, 8);
  }

  private long number(String text) {
    try {
      Value value = Expression.evaluate(text, scope);
      return switch (value) {
        case Value.Scalar scalar -> scalar.bits();
        case Value.Located located -> located.reference().value();
        case Value.Floating floating -> throw new AssertionError(floating);
      };
    } catch (ExpressionException bad) {
      throw new AssertionError(text + ": " + bad.getMessage(), bad);
    }
  }

  private String problem(String text) {
    return assertThrows(ExpressionException.class, () -> Expression.evaluate(text, scope))
        .getMessage();
  }

  @Test
  void obeysPrecedenceAndAssociativity() {
    assertEquals(14, number("2+3*4"));
    assertEquals(-4, number("1-2-3"));
    assertEquals(1, number("1 | 2 & 4 == 4"));
    assertEquals(7, number("1+2<4 ? 7 : 8"));
    assertEquals(3, number("0 ? 1 : 0 ? 2 : 3"));
    assertEquals(2, number("1, 2"));
    assertEquals(16, number("1 << 2 << 2"));
  }

  @Test
  void convertsIntegersAsCDoes() {
    assertEquals(0, number("-1 < 0u"));
    assertEquals(1, number("-1L < 0u"));
    assertEquals(0, number("-1 < 0ul"));
    assertEquals(0xffff_ffffL, number("-1 + 0u"));
    assertEquals(-2, number("(-5)/2"));
    assertEquals(-1, number("(-5)%2"));
    assertEquals(Integer.MIN_VALUE, number("2147483647 + 1"));
    assertEquals(2147483648L, number("2147483648"));
    assertEquals(0x8000_0000L, number("0x80000000"));
    assertEquals(-1, number("~0"));
    assertEquals(-2, number("-4 >> 1"));
    assertEquals(0, number("1 << 65"));
  }

  @Test
  void readsLiterals() {
    assertEquals(8, number("010"));
    assertEquals('a', number("'a'"));
    assertEquals('\n', number("'\\n'"));
    assertEquals(1, number("'\\001'"));
    assertEquals(-1, number("0xffffffffffffffff"));
    assertEquals(1, number("1.5 > 1"));
    assertEquals(42, number("$1 + 1"));
  }

  @Test
  void readsMembersThroughDotsAndArrows() {
    assertEquals(-7, number("node.x"));
    assertEquals(0xffff_ffffL, number("node.u"));
    assertEquals(22, number("self->data[1]"));
    assertEquals(22, number("self.data[1]"));
    assertEquals(11, number("*node.data"));
    assertEquals(22, number("*(node.data + 1)"));
    assertEquals(22, number("1[node.data]"));
    assertEquals(-7, number("(*self).x"));
  }

  @Test
  void computesWithAddresses() {
    assertEquals(TestTarget.BASE + 4, number("&node.u"));
    assertEquals(TestTarget.BASE + 24, number("&node + 1"));
    assertEquals(2, number("&numbers[3] - &numbers[1]"));
    assertEquals(1, number("&node == self"));
    assertEquals(24, number("sizeof(node)"));
    assertEquals(8, number("sizeof self"));
  }

  @Test
  void doesNotReadWhatItDoesNotNeed() {
    assertEquals(1, number("1 || *self->next"));
    assertEquals(0, number("0 && node.x"));
    assertEquals(8, number("sizeof(self->next)"));
  }

  @Test
  void saysWhatIsWrong() {
    assertEquals("division by zero", problem("1/0"));
    assertEquals("the expression ends too early", problem("1 +"));
    assertEquals("the expression is empty", problem("  "));
    assertTrue(problem("nosuch").contains("no symbol \"nosuch\""));
    assertTrue(problem("node.nosuch").contains("no member named nosuch"));
    assertTrue(problem("1 2").contains("syntax error near \"2\""));
    assertTrue(problem("node + 1").contains("not a number or pointer"));
    assertTrue(problem("$7").contains("history"));
    assertTrue(problem("(".repeat(100_000)).contains("too long"));
    assertTrue(problem("(".repeat(5_000)).contains("nested too deeply"));
  }

  @Test
  void reportsTheFaultOfABadPointer() {
    assertThrows(MemoryFault.class, () -> Expression.evaluate("*node.next + 1", scope));
  }

  @Test
  void endsInAValueOrAMessageWhateverIsTyped() {
    Random random = new Random(5);
    String[] parts = {
      "node",
      "self",
      ".",
      "->",
      "x",
      "data",
      "[",
      "]",
      "(",
      ")",
      "*",
      "&",
      "+",
      "-",
      "1",
      "0x",
      "1e",
      "'",
      "\\",
      "sizeof",
      "?",
      ":",
      ",",
      "@",
      "<<",
      "~",
      "!",
      "$1",
      "$",
      "int",
      "struct",
      "0",
      "9999999999999999999999",
      "1.5",
      " "
    };
    int values = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length >= 0; length--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      try {
        Expression.evaluate(text.toString(), scope);
        values++;
      } catch (ExpressionException | MemoryFault _) {
        // either is an answer; anything else fails the test
      }
    }
    assertTrue(values > 100, "values: " + values);
  }

  private String typeOf(String text) {
    try {
      return CDeclaration.text(Expression.type(text, scope), "");
    } catch (ExpressionException bad) {
      throw new AssertionError(text + ": " + bad.getMessage(), bad);
    }
  }

  @Test
  void givesTypesOfWhatCannotBeRead() {
    assertEquals("unsigned long", typeOf("*self->next"));
    assertEquals("int", typeOf("((int *)12345)[7]"));
    assertEquals("int *", typeOf("&node.data[1]"));
    assertEquals(8, number("sizeof(*self->next)"));
    assertEquals(24, number("sizeof(*self)"));
  }

  @Test
  void usesBaseTypesThatTheKernelDoesNot() {
    assertEquals("float", typeOf("(float)1 / 3"));
    assertEquals("double", typeOf("(float)1 / 3.0"));
    assertEquals("unsigned long", typeOf("(unsigned long)1"));
    assertEquals(200, number("(unsigned char)-56"));
  }

  @Test
  void refusesOffsetsOfWhatIsNoMember() {
    assertTrue(problem("offsetof(int)").contains("a type and a member are needed"));
    assertTrue(problem("offsetof(struct nosuch, x)").contains("no type named \"struct nosuch\""));
    assertTrue(problem("container_of(1, 2").contains("a type and a member are needed"));
    assertTrue(problem("struct nosuch").contains("no type named \"struct nosuch\""));
  }
}
