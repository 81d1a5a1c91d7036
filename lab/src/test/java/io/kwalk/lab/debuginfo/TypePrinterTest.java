package io.kwalk.lab.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.btf.BtfTypes;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.CTypeParser;
import io.kwalk.core.object.TypeDefinition;
import io.kwalk.core.object.TypePrinter;
import io.kwalk.lab.debuginfo.BtfWriter.Constant;
import io.kwalk.lab.debuginfo.BtfWriter.Member;
import io.kwalk.lab.debuginfo.BtfWriter.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The layouts are those of crash 9.0.2 on a 6.1 kernel. */
final class TypePrinterTest {
  private final BtfWriter btf = new BtfWriter();
  private final int number = btf.integer("unsigned int", 4, 0);
  private final int character = btf.integer("char", 1, 1);
  private final int text = btf.pointer(btf.isConst(character));

  private Types types() {
    try {
      return BtfTypes.read(btf.bytes(), 8);
    } catch (java.io.IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private List<String> definition(String name, boolean offsets) {
    Types types = types();
    return new TypePrinter(offsets, false).definition(CTypeParser.named(name, types).orElseThrow());
  }

  private void defineHeader() {
    int inner = btf.struct("", 8, new Member("saddr", number, 0), new Member("daddr", number, 32));
    int addrs = btf.union("", 8, new Member("", inner, 0), new Member("addrs", inner, 0));
    btf.struct(
        "iphdr",
        12,
        new Member("ihl", number, 0, 4),
        new Member("version", number, 4, 4),
        new Member("", addrs, 32));
  }

  @Test
  void bodiesOfAnonymousMembersStandInPlace() {
    defineHeader();
    assertEquals(
        List.of(
            "struct iphdr {",
            "    unsigned int ihl : 4;",
            "    unsigned int version : 4;",
            "    union {",
            "        struct {",
            "            unsigned int saddr;",
            "            unsigned int daddr;",
            "        };",
            "        struct {",
            "            unsigned int saddr;",
            "            unsigned int daddr;",
            "        } addrs;",
            "    };",
            "}",
            "SIZE: 12"),
        definition("iphdr", false));
  }

  @Test
  void offsetsStandBeforeEachMember() {
    defineHeader();
    assertEquals(
        List.of(
            "struct iphdr {",
            "   [0] unsigned int ihl : 4;",
            "   [0] unsigned int version : 4;",
            "       union {",
            "           struct {",
            "   [4]         unsigned int saddr;",
            "   [8]         unsigned int daddr;",
            "           };",
            "           struct {",
            "   [4]         unsigned int saddr;",
            "   [8]         unsigned int daddr;",
            "   [4]     } addrs;",
            "       };",
            "}",
            "SIZE: 12"),
        definition("iphdr", true));
  }

  @Test
  void aMembersLineKeepsItsPlace() {
    defineHeader();
    StructType iphdr = types().struct("iphdr").orElseThrow();
    TypeDefinition definition = TypeDefinition.of(iphdr);
    List<String> lines =
        new TypePrinter(false, true).member(definition, definition.line("daddr").orElseThrow());
    assertEquals(List.of("struct iphdr {", "  [0x8]         unsigned int daddr;", "}"), lines);
  }

  @Test
  void declaratorsReadAsInC() {
    int callback = btf.pointer(btf.prototype(0, new Parameter("", text), new Parameter("", 0)));
    int picker = btf.pointer(btf.prototype(text));
    int frozen = btf.isConst(btf.pointer(btf.prototype(number, new Parameter("", callback))));
    int rows = btf.pointer(btf.isConst(btf.array(character, number, 32)));
    int names = btf.pointer(btf.isConst(text));
    btf.struct(
        "shapes",
        64,
        new Member("callback", callback, 0),
        new Member("pick", picker, 64),
        new Member("filter", frozen, 128),
        new Member("rows", rows, 192),
        new Member("names", names, 256),
        new Member("nodes", btf.array(text, number, 4), 320),
        new Member("marker", btf.array(character, number, 0), 448),
        new Member("tail", btf.array(character, number, 0), 512));
    assertEquals(
        List.of(
            "void (*callback)(const char *, ...);",
            "const char *(*pick)(void);",
            "unsigned int (* const filter)(void (*)(const char *, ...));",
            "const char (*rows)[32];",
            "const char * const *names;",
            "const char *nodes[4];",
            "char marker[0];",
            "char tail[];"),
        definition("shapes", false).stream().skip(1).limit(8).map(String::strip).toList());
  }

  @Test
  void enumsAndTypedefs() {
    int state = btf.enumeration("state", 4, true, new Constant("BAD", -1), new Constant("GOOD", 0));
    btf.typedef("state_t", state);
    int anonymous = btf.enumeration("", 4, false, new Constant("A", 4), new Constant("B", 5));
    btf.typedef("spin_t", btf.struct("spin", 4, new Member("mode", anonymous, 0)));
    btf.typedef("word_t", btf.typedef("u32", number));
    btf.typedef("work_fn", btf.pointer(btf.prototype(0, new Parameter("x", text))));
    btf.struct("empty", 0);

    assertEquals(
        List.of("enum state {", "  BAD = -1", "  GOOD = 0", "};"), definition("state", false));
    assertEquals("} state_t;", definition("state_t", false).getLast());
    assertEquals(
        List.of("typedef struct spin {", "    enum {A = 4, B} mode;", "} spin_t;", "SIZE: 4"),
        definition("spin_t", false));
    assertEquals(List.of("typedef unsigned int word_t;", "SIZE: 4"), definition("word_t", false));
    assertEquals("typedef void (*work_fn)(const char *);", definition("work_fn", false).getFirst());
    assertEquals("    <no data fields>", definition("empty", false).get(1));
  }

  @Test
  void namesOfTypesAreRead() {
    btf.struct("list_head", 16);
    btf.typedef("u8", btf.integer("unsigned char", 1, 0));
    btf.integer("long unsigned int", 8, 0);
    Types types = types();
    for (String name :
        List.of(
            "struct list_head *",
            "u8",
            "unsigned long",
            "const char *",
            "char [16]",
            "u8 *[2][3]",
            "volatile unsigned long",
            "char * const *")) {
      assertEquals(name, CDeclaration.text(CTypeParser.parse(name, types).orElseThrow(), ""));
    }
    assertEquals("struct list_head", parsed("list_head", types));
    assertEquals("unsigned long", parsed("long unsigned", types));
    assertEquals(48, CTypeParser.parse("u8 *[2][3]", types).orElseThrow().size());
    for (String wrong :
        List.of(
            "", "struct", "struct nobody", "u8 [", "u8 [x]", "u8 [-1]", "* u8", "u8)", "u8 u8")) {
      assertTrue(CTypeParser.parse(wrong, types).isEmpty(), wrong);
    }
  }

  private static String parsed(String name, Types types) {
    return CDeclaration.text(CTypeParser.parse(name, types).orElseThrow(), "");
  }
}
