package io.kwalk.core.object;

import static io.kwalk.core.object.TestTypes.BOOL;
import static io.kwalk.core.object.TestTypes.CHAR;
import static io.kwalk.core.object.TestTypes.INT;
import static io.kwalk.core.object.TestTypes.LONG;
import static io.kwalk.core.object.TestTypes.U8;
import static io.kwalk.core.object.TestTypes.UNSIGNED;
import static io.kwalk.core.object.TestTypes.array;
import static io.kwalk.core.object.TestTypes.member;
import static io.kwalk.core.object.TestTypes.pointer;
import static io.kwalk.core.object.TestTypes.struct;
import static io.kwalk.core.object.TestTypes.union;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuePrinterTest {
  private static String print(TestTarget target, Type type) {
    return ValuePrinter.print(Reference.of(target, type, TestTarget.BASE), PrintOptions.DEFAULT);
  }

  private static String hexadecimal(TestTarget target, Type type) {
    return ValuePrinter.print(
        Reference.of(target, type, TestTarget.BASE), PrintOptions.DEFAULT.withHexadecimal(true));
  }

  @Test
  void indentsNestedStructsAndAnonymousMembers() {
    StructType inner = struct("inner", 4, member("x", INT, 0));
    StructType outer =
        struct(
            "outer",
            16,
            member("in", inner, 0),
            member("", union("", 4, member("a", INT, 0), member("b", UNSIGNED, 0)), 8));
    TestTarget target = new TestTarget(16).put(0, 5, 4).put(8, -1, 4);
    assertEquals(
        """
        {
          in = {
            x = 5
          },
          {
            a = -1,
            b = 4294967295
          }
        }\
        """,
        print(target, outer));
  }

  @Test
  void laysOutArraysOfStructsAsGdbDoes() {
    StructType inner = struct("inner", 4, member("x", INT, 0));
    TestTarget target = new TestTarget(8).put(0, 1, 4).put(4, 2, 4);
    assertEquals("{{\n    x = 1\n  }, {\n    x = 2\n  }}", print(target, array(inner, 2)));
  }

  @Test
  void printsEmptyStructs() {
    assertEquals("{<No data fields>}", print(new TestTarget(1), struct("empty", 0)));
  }

  @Test
  void endsLongArraysWithDots() {
    String text = print(new TestTarget(2000), array(INT, 300));
    assertEquals(256, text.chars().filter(c -> c == '0').count());
    assertTrue(text.endsWith("0...}"), text);
  }

  @Test
  void printsCharactersAsStringsWithoutTheLastNul() {
    TestTarget target = new TestTarget(16).put(0, "swapper/0".getBytes(StandardCharsets.UTF_8));
    assertEquals("\"swapper/0\\000\\000\\000\\000\\000\\000\"", print(target, array(CHAR, 16)));
  }

  @Test
  void escapesWhatATerminalWouldObey() {
    byte[] bytes = "\033[2J\"\n".getBytes(StandardCharsets.UTF_8);
    TestTarget target = new TestTarget(7).put(0, bytes);
    assertEquals("\"\\033[2J\\\"\\n\"", print(target, array(U8, 7)));
  }

  @Test
  void keepsPrintableUtf8AndEscapesBrokenAndInvisible() {
    byte[] bytes = {(byte) 0xd3, (byte) 0xac, (byte) 0xff, (byte) 0xe2, (byte) 0x80, (byte) 0xae};
    TestTarget target = new TestTarget(6).put(0, bytes);
    assertEquals("\"Ӭ\\377\\342\\200\\256\"", print(target, array(CHAR, 6)));
  }

  @Test
  void endsLongTextAfterAsManyCharactersNotBytes() {
    byte[] bytes = "\u04ac".repeat(300).getBytes(StandardCharsets.UTF_8);
    String text = print(new TestTarget(600).put(0, bytes), array(CHAR, 600));
    assertEquals("\"" + "\u04ac".repeat(256) + "\"...", text);
  }

  @Test
  void printsSingleCharacters() {
    assertEquals("115 's'", print(new TestTarget(1).put(0, 's', 1), CHAR));
    assertEquals("-1 '\\377'", print(new TestTarget(1).put(0, -1, 1), CHAR));
    assertEquals("39 '\\''", print(new TestTarget(1).put(0, '\'', 1), U8));
    assertEquals("0xff", hexadecimal(new TestTarget(1).put(0, -1, 1), CHAR));
  }

  @Test
  void printsTruthValues() {
    assertEquals("true", print(new TestTarget(1).put(0, 1, 1), BOOL));
    assertEquals("false", print(new TestTarget(1), BOOL));
    assertEquals("7", print(new TestTarget(1).put(0, 7, 1), BOOL));
    assertEquals("0x1", hexadecimal(new TestTarget(1).put(0, 1, 1), BOOL));
  }

  @Test
  void namesWhatPointersPointTo() {
    long symbol = TestTarget.SYMBOL.address();
    TestTarget target = new TestTarget(8).put(0, symbol + 16, 8);
    assertEquals("0xffffffff81000010 <init_thing+16>", print(target, pointer(INT)));
    target.put(0, symbol, 8);
    assertEquals("0xffffffff81000000 <init_thing>", print(target, pointer(VoidType.VOID)));
    assertEquals("0x0", print(new TestTarget(8), pointer(CHAR)));
  }

  @Test
  void printsTextBehindCharacterPointers() {
    TestTarget target = new TestTarget(64).put(0, TestTarget.BASE + 8, 8);
    target.put(8, "abc".getBytes(StandardCharsets.UTF_8));
    assertEquals("0xffff888000001008 \"abc\"", print(target, pointer(CHAR)));
  }

  @Test
  void saysWhyTextCannotBeReadBehindAPointer() {
    TestTarget target = new TestTarget(8).put(0, 0x10, 8);
    assertEquals(
        "0x10 <error: Cannot access memory at address 0x10>", print(target, pointer(CHAR)));
  }

  @Test
  void costsACellOnlyWhereMemoryIsMissing() {
    StructType type = struct("cut", 12, member("a", INT, 0), member("b", LONG, 4));
    assertEquals(
        "{\n  a = 3,\n  b = <kernel virtual address ffff888000001008: not mapped>\n}",
        print(new TestTarget(8).put(0, 3, 4), type));
  }

  @Test
  void joinsUnreadableElements() {
    assertEquals(
        "{1, <kernel virtual address ffff888000001004: not mapped> <repeats 9 times>}",
        print(new TestTarget(4).put(0, 1, 4), array(INT, 10)));
  }

  @Test
  void showsWhereFlexibleArraysStart() {
    StructType type = struct("flex", 8, member("n", INT, 0), member("data", array(INT, 0), 8));
    assertEquals("{\n  n = 0,\n  data = 0xffff888000001008\n}", print(new TestTarget(8), type));
  }

  @Test
  void namesEnumeratorsAndFlags() {
    EnumType flags =
        new EnumType(
            "flags",
            4,
            false,
            List.of(
                new EnumType.Enumerator("NONE", 0),
                new EnumType.Enumerator("A", 1),
                new EnumType.Enumerator("B", 2)));
    assertEquals("NONE", print(new TestTarget(4), flags));
    assertEquals("B", print(new TestTarget(4).put(0, 2, 4), flags));
    assertEquals("(A | B)", print(new TestTarget(4).put(0, 3, 4), flags));
    assertEquals("(A | unknown: 0x8)", print(new TestTarget(4).put(0, 9, 4), flags));
    assertEquals("(unknown: 0x8)", print(new TestTarget(4).put(0, 8, 4), flags));
    EnumType numbers =
        new EnumType(
            "numbers",
            4,
            true,
            List.of(new EnumType.Enumerator("M", -1), new EnumType.Enumerator("FIVE", 5)));
    assertEquals("M", print(new TestTarget(4).put(0, -1, 4), numbers));
    assertEquals("17", print(new TestTarget(4).put(0, 17, 4), numbers));
  }

  @Test
  void readsBitFields() {
    StructType type =
        new StructType(
            false,
            "bits",
            4,
            () ->
                List.of(new Member("lo", () -> UNSIGNED, 1, 3), new Member("s", () -> INT, 4, 2)));
    TestTarget target = new TestTarget(4).put(0, 0b11_1010, 4);
    assertEquals("{\n  lo = 5,\n  s = -1\n}", print(target, type));
    assertEquals("{\n  lo = 0x5,\n  s = 0x3\n}", hexadecimal(target, type));
  }

  @Test
  void printsFloatingPointAsG() {
    FloatType type = new FloatType("double", 8);
    assertEquals("1.5", print(new TestTarget(8).put(0, Double.doubleToRawLongBits(1.5), 8), type));
    assertEquals(
        "0.33333333333333331",
        print(new TestTarget(8).put(0, Double.doubleToRawLongBits(1 / 3.0), 8), type));
    assertEquals(
        "1.0000000000000001e+300",
        print(new TestTarget(8).put(0, Double.doubleToRawLongBits(1e300), 8), type));
    assertEquals("0", print(new TestTarget(8), type));
  }

  @Test
  void printsFunctionsAndWideIntegers() {
    FunctionType function = new FunctionType(() -> VoidType.VOID, List.of(), false);
    assertEquals("{void (void)} 0xffff888000001000", print(new TestTarget(1), function));
    TestTarget ones = new TestTarget(16).put(0, -1, 8).put(8, -1, 8);
    assertEquals("-1", print(ones, TestTypes.integer("__int128", 16, true)));
    assertEquals(
        "340282366920938463463374607431768211455",
        print(ones, TestTypes.integer("unsigned __int128", 16, false)));
  }

  @Test
  void survivesATypeThatHoldsItself() {
    StructType[] self = new StructType[1];
    self[0] =
        new StructType(false, "self", 8, () -> List.of(new Member("again", () -> self[0], 0, 0)));
    assertTrue(print(new TestTarget(8), self[0]).contains("{...}"));
    StructType[] anonymous = new StructType[1];
    anonymous[0] =
        new StructType(false, "", 8, () -> List.of(new Member("", () -> anonymous[0], 0, 0)));
    assertTrue(print(new TestTarget(8), anonymous[0]).contains("{...}"));
  }
}
