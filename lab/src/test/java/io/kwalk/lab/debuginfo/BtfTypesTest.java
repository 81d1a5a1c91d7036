package io.kwalk.lab.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.ForwardType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.JoinedTypes;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.QualifiedType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.debuginfo.btf.BtfTypes;
import io.kwalk.core.debuginfo.btf.MalformedBtfException;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.TypeDefinition;
import io.kwalk.lab.debuginfo.BtfWriter.Constant;
import io.kwalk.lab.debuginfo.BtfWriter.Parameter;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BtfTypesTest {
  private static BtfTypes read(BtfWriter btf) throws MalformedBtfException {
    return BtfTypes.read(btf.bytes(), 8);
  }

  private static BtfWriter.Member member(String name, int type, int bitOffset) {
    return new BtfWriter.Member(name, type, bitOffset);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsStructsOfEitherByteOrder(boolean little) throws Exception {
    BtfWriter btf = new BtfWriter(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int word = btf.integer("long unsigned int", 8, 0);
    btf.struct("list_head", 16, member("next", 3, 0), member("prev", 3, 64));
    btf.pointer(2);
    btf.struct("task", 24, member("flags", word, 0), member("list", 2, 64));

    StructType task = read(btf).struct("task").orElseThrow();

    assertEquals(24, task.size());
    Field prev = task.field("list.prev").orElseThrow();
    assertEquals(16, prev.offset());
    StructType head = assertInstanceOf(StructType.class, ((PointerType) prev.type()).target());
    assertSame(task.field("list").orElseThrow().type(), head);
  }

  @Test
  void readsEveryKind() throws Exception {
    BtfWriter btf = new BtfWriter();
    int number = btf.integer("int", 4, 1);
    int array = btf.array(number, number, 7);
    btf.typedef("seven", array);
    btf.union("choice", 4, member("one", number, 0));
    btf.forward("later", false);
    btf.forward("either", true);
    btf.typedef("frozen", btf.isConst(btf.isVolatile(number)));
    btf.typedef("alone", btf.restrict(btf.pointer(0)));
    btf.function(
        "open", btf.prototype(number, new Parameter("path", btf.pointer(0)), new Parameter("", 0)));
    int variable = btf.variable("counter", number);
    btf.section(".data..percpu", variable, 4);
    btf.real("double", 8);
    btf.declarationTag("tag", variable);
    btf.typedef("tagged", btf.pointer(btf.typeTag("user", number)));
    btf.enumeration("colour", 4, false, new Constant("RED", 1), new Constant("TOP", 0xffff_ffffL));
    btf.enumeration64("wide", true, new Constant("LOW", Long.MIN_VALUE));

    BtfTypes types = read(btf);

    ArrayType seven = (ArrayType) types.typedef("seven").orElseThrow().strip();
    assertEquals(28, seven.size());
    assertTrue(types.union("choice").orElseThrow().isUnion());
    assertEquals(ForwardType.Kind.STRUCT, ((ForwardType) types.type(5)).kind());
    assertEquals(ForwardType.Kind.UNION, ((ForwardType) types.type(6)).kind());
    Type frozen = types.typedef("frozen").orElseThrow().target();
    assertEquals("const volatile int x", CDeclaration.text(frozen, "x"));
    assertEquals(8, types.typedef("alone").orElseThrow().size());
    FunctionType open = types.function("open").orElseThrow();
    assertTrue(open.variadic());
    assertEquals(List.of("path"), open.parameters().stream().map(p -> p.name()).toList());
    assertSame(types.type(number), types.variable("counter").orElseThrow());
    assertInstanceOf(FloatType.class, types.base("double").orElseThrow());
    PointerType tagged = (PointerType) types.typedef("tagged").orElseThrow().target();
    assertEquals("user", ((QualifiedType) tagged.target()).tag());
    assertEquals(OptionalLong.of(0xffff_ffffL), types.enumerator("TOP"));
    assertEquals("colour", types.enumOf("RED").orElseThrow().name());
    assertEquals(OptionalLong.of(Long.MIN_VALUE), types.enumerator("LOW"));
    assertFalse(types.struct("choice").isPresent());
    assertFalse(types.enumerator("GREEN").isPresent());
  }

  @Test
  void knowsBaseTypesByEverySpellingOfC() throws Exception {
    BtfWriter btf = new BtfWriter();
    btf.integer("long unsigned int", 8, 0);
    btf.integer("unsigned char", 1, 0);
    BtfTypes types = read(btf);
    for (String name : List.of("unsigned long", "long unsigned int", "unsigned long int")) {
      assertEquals("unsigned long", types.base(name).orElseThrow().name());
    }
    IntType small = (IntType) types.base("char unsigned").orElseThrow();
    assertEquals(IntType.Encoding.CHARACTER, small.encoding());
    assertTrue(types.base("long").isEmpty());
  }

  @Test
  void readsBitFieldsOfBothEncodings() throws Exception {
    BtfWriter btf = new BtfWriter();
    int word = btf.integer("unsigned int", 4, 0);
    int narrow = btf.integer("unsigned int", 4, 0, 2, 3);
    btf.struct("flagged", 4, new BtfWriter.Member("x", word, 5, 3), member("plain", word, 32));
    btf.struct("narrow", 4, member("y", btf.typedef("three", narrow), 8));
    BtfTypes types = read(btf);

    List<Member> flagged = types.struct("flagged").orElseThrow().members();
    assertEquals(5, flagged.getFirst().bitOffset());
    assertEquals(3, flagged.getFirst().bitSize());
    assertFalse(flagged.getLast().isBitField());
    Member old = types.struct("narrow").orElseThrow().members().getFirst();
    assertEquals(10, old.bitOffset());
    assertEquals(3, old.bitSize());
  }

  @Test
  void enumsOfOldProducersAreSignedIfAValueIsNegative() throws Exception {
    BtfWriter old = new BtfWriter();
    old.enumeration("state", 4, false, new Constant("BAD", -1));
    assertEquals(OptionalLong.of(-1), read(old).enumerator("BAD"));

    old.enumeration("marked", 4, true, new Constant("WORSE", -2));
    assertEquals(OptionalLong.of(0xffff_ffffL), read(old).enumerator("BAD"));
  }

  @Test
  void aModulesTypesReferToItsBaseAndNameOnlyTheirOwn() throws Exception {
    BtfWriter base = new BtfWriter();
    int word = base.integer("unsigned int", 4, 0);
    base.struct("inode", 4, member("i_ino", word, 0));
    BtfWriter module = base.split();
    module.struct("xfs_inode", 8, member("i_vnode", 2, 0), member("i_ino", word, 32));

    BtfTypes kernel = read(base);
    BtfTypes xfs = BtfTypes.readSplit(kernel, module.bytes());

    StructType inode = xfs.struct("xfs_inode").orElseThrow();
    assertSame(kernel.struct("inode").orElseThrow(), inode.members().getFirst().type());
    assertEquals("i_ino", inode.members().getLast().name());
    assertTrue(xfs.struct("inode").isEmpty());
    Types all = new JoinedTypes(List.of(kernel, xfs));
    assertTrue(all.struct("inode").isPresent() && all.struct("xfs_inode").isPresent());
    assertEquals(3, all.named().count());
  }

  @Test
  void findsTheTypesOfADistilledBaseInTheKernel() throws Exception {
    BtfWriter kernel = new BtfWriter();
    kernel.integer("char", 1, 1);
    int word = kernel.integer("int", 4, 1);
    kernel.struct("inode", 4, member("i_ino", word, 0));
    kernel.struct("grown", 8, member("a", word, 0), member("b", word, 32));
    BtfWriter distilled = new BtfWriter();
    int inode = distilled.struct("inode", 4);
    int grown = distilled.struct("grown", 4);
    BtfWriter module = distilled.split();
    module.struct("own", 8, member("inode", inode, 0), member("grown", grown, 32));

    BtfTypes vmlinux = read(kernel);
    BtfTypes types = BtfTypes.readSplit(vmlinux, distilled.bytes(), module.bytes());

    List<Member> members = types.struct("own").orElseThrow().members();
    assertSame(vmlinux.struct("inode").orElseThrow(), members.getFirst().type());
    assertEquals(List.of(), ((StructType) members.getLast().type()).members());
    assertEquals(4, members.getLast().type().size());
  }

  @Test
  void skipsKindsItDoesNotKnowIfTheirSizeIsSaid() throws Exception {
    BtfWriter btf = new BtfWriter();
    btf.type(25, false, 2, "novelty", 0);
    btf.words(1, 2, 3, 4, 5);
    btf.integer("int", 4, 1);
    byte[] unsaid = btf.bytes();
    btf.layout(25, 4, 8);

    BtfTypes types = read(btf);
    assertTrue(types.base("int").isPresent());
    assertSame(VoidType.VOID, types.type(1));
    assertTrue(BtfTypes.read(unsaid, 8).base("int").isEmpty());
  }

  @Test
  void typesBeforeACutStayUsable() throws Exception {
    BtfWriter btf = new BtfWriter();
    int word = btf.integer("int", 4, 1);
    btf.struct("far", 8, member("a", word, 0), member("b", word, 32));
    byte[] whole = btf.bytes();
    for (int length = 24; length < whole.length; length++) {
      BtfTypes types = BtfTypes.read(Arrays.copyOf(whole, length), 8);
      assertEquals(length >= 24 + 16 ? 4 : 0, types.type(1).size());
    }
  }

  @Test
  void circlesEnd() throws Exception {
    BtfWriter btf = new BtfWriter();
    btf.typedef("egg", 2);
    btf.typedef("hen", 1);
    btf.array(3, 3, 2);
    btf.struct("self", 8, member("", 4, 0), member("", 4, 0));
    btf.function("f", 5);
    btf.pointer(6);
    btf.prototype(0, new Parameter("", 7), new Parameter("", 7));
    BtfTypes types = read(btf);

    assertSame(VoidType.VOID, types.typedef("hen").orElseThrow().strip());
    assertEquals(0, types.type(3).size());
    assertTrue(types.struct("self").orElseThrow().field("nowhere").isEmpty());
    assertTrue(types.function("f").isEmpty());
    for (int id = 0; id <= types.endId(); id++) {
      assertFalse(CDeclaration.text(types.type(id), "x").isEmpty());
    }
  }

  @Test
  void refusesWhatIsNoBtf() {
    assertThrows(MalformedBtfException.class, () -> BtfTypes.read(new byte[64], 8));
    byte[] shortHeader = new BtfWriter().bytes();
    shortHeader[4] = 8;
    MalformedBtfException failure =
        assertThrows(MalformedBtfException.class, () -> BtfTypes.read(shortHeader, 8));
    assertEquals(4, failure.offset());
  }

  @Test
  void anEnumIsMadeOnce() throws Exception {
    BtfWriter btf = new BtfWriter();
    btf.enumeration("e", 4, false, new Constant("A", 0));
    BtfTypes types = read(btf);
    EnumType once = types.enumeration("e").orElseThrow();
    assertSame(once, types.enumOf("A").orElseThrow());
  }

  @Test
  void typesThatBranchWithoutEndAreCut() throws Exception {
    BtfWriter btf = new BtfWriter();
    Parameter[] parameters = new Parameter[200];
    Arrays.fill(parameters, new Parameter("", 2));
    btf.prototype(0, parameters);
    btf.pointer(1);
    BtfWriter.Member[] members = new BtfWriter.Member[200];
    Arrays.fill(members, member("", 3, 0));
    btf.struct("tree", 8, members);
    BtfTypes types = read(btf);

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertTrue(CDeclaration.text(types.type(2), "f").length() < 100_000);
          StructType tree = types.struct("tree").orElseThrow();
          assertTrue(TypeDefinition.of(tree).lines().size() < 300_000);
          assertTrue(tree.field("leaf").isEmpty());
        });
  }
}
