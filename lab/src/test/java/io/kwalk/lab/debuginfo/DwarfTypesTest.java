package io.kwalk.lab.debuginfo;

import static io.kwalk.core.debuginfo.dwarf.DwAt.*;
import static io.kwalk.core.debuginfo.dwarf.DwForm.*;
import static io.kwalk.core.debuginfo.dwarf.DwTag.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.ForwardType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.TypedefType;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.DwarfTypes;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.object.TypePrinter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DwarfTypesTest {
  private static final int DW_ATE_SIGNED = 5;
  private static final int DW_ATE_UNSIGNED_CHAR = 8;
  private static final int DW_LANG_RUST = 0x1c;

  /** A way to write DWARF. */
  record Encoding(ByteOrder order, int version, boolean wide, int addressSize) {
    DwarfWriter writer() {
      return new DwarfWriter(order, version, wide, addressSize);
    }
  }

  static Stream<Encoding> encodings() {
    return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
        .flatMap(order ->
            Stream.of(4, 5)
                .flatMap(version ->
                    Stream.of(true, false)
                        .flatMap(wide ->
                            Stream.of(4, 8)
                                .map(address -> new Encoding(order, version, wide, address)))));
  }

  private static DwarfWriter writer() {
    return new DwarfWriter(ByteOrder.LITTLE_ENDIAN, 5, false, 8);
  }

  private static DwarfTypes types(DwarfWriter writer) {
    ElfFile elf = ElfFile.of("test", ByteBuffer.wrap(writer.file().bytes()));
    return DwarfTypes.of(DwarfFile.of(elf).orElseThrow());
  }

  private static DwarfWriter base(DwarfWriter writer, String label, int size, int encoding) {
    return writer
        .entry(DW_TAG_base_type, label)
        .name(label)
        .number(DW_AT_byte_size, DW_FORM_data1, size)
        .number(DW_AT_encoding, DW_FORM_data1, encoding)
        .end();
  }

  private static DwarfWriter struct(DwarfWriter writer, String name, int size) {
    return writer
        .entry(DW_TAG_structure_type, name)
        .name(name)
        .number(DW_AT_byte_size, DW_FORM_data1, size);
  }

  private static DwarfWriter member(DwarfWriter writer, String name, String type, int offset) {
    return writer
        .entry(DW_TAG_member, "")
        .name(name)
        .type(type)
        .number(DW_AT_data_member_location, DW_FORM_data1, offset)
        .end();
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void readsAStructInEveryEncoding(Encoding encoding) {
    DwarfWriter writer = encoding.writer().unit();
    base(writer, "int", 4, DW_ATE_SIGNED);
    writer.entry(DW_TAG_pointer_type, "node *").type("node").end();
    struct(writer, "node", 40);
    member(writer, "next", "node *", 0);
    member(writer, "grid", "int[2][3]", 8);
    writer.entry(DW_TAG_member, "").type("either");
    writer.block(DW_AT_data_member_location, 0x23, 32).end();
    member(writer, "none", "int[0]", 36);
    member(writer, "tail", "int[]", 36).end();
    writer.entry(DW_TAG_union_type, "either").number(DW_AT_byte_size, DW_FORM_udata, 4);
    member(writer, "a", "int", 0);
    member(writer, "b", "int", 0).end();
    writer.entry(DW_TAG_array_type, "int[2][3]").type("int");
    writer.entry(DW_TAG_subrange_type, "").number(DW_AT_upper_bound, DW_FORM_data1, 1).end();
    writer.entry(DW_TAG_subrange_type, "").number(DW_AT_count, DW_FORM_data1, 3).end().end();
    writer.entry(DW_TAG_array_type, "int[0]").type("int");
    writer.entry(DW_TAG_subrange_type, "").number(DW_AT_upper_bound, DW_FORM_sdata, -1);
    writer.end().end().entry(DW_TAG_array_type, "int[]").type("int");
    writer.entry(DW_TAG_subrange_type, "").end().end();
    DwarfTypes types = types(writer.endUnit());

    StructType node = types.struct("node").orElseThrow();

    assertEquals(encoding.addressSize(), types.wordSize());
    assertEquals(encoding.addressSize(), node.members().getFirst().type().size());
    assertEquals(
        List.of(
            "struct node {",
            "    struct node *next;",
            "    int grid[2][3];",
            "    union {",
            "        int a;",
            "        int b;",
            "    };",
            "    int none[0];",
            "    int tail[];",
            "}",
            "SIZE: 40"),
        new TypePrinter(false, false).definition(node));
    assertEquals(32, node.field("b").orElseThrow().offset());
    assertEquals(20, node.field("grid[1][0]").orElseThrow().offset());
    assertSame(node, ((PointerType) node.members().getFirst().type()).target());
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void placesBitFieldsAsBothWritingsSay(Encoding encoding) {
    DwarfWriter writer = encoding.writer().unit();
    base(writer, "int", 4, DW_ATE_SIGNED);
    struct(writer, "flags", 8);
    writer.entry(DW_TAG_member, "").name("now").type("int");
    writer.number(DW_AT_bit_size, DW_FORM_data1, 3);
    writer.number(DW_AT_data_bit_offset, DW_FORM_data1, 37).end();
    writer.entry(DW_TAG_member, "").name("before").type("int");
    writer.number(DW_AT_byte_size, DW_FORM_data1, 4);
    writer.number(DW_AT_bit_size, DW_FORM_data1, 3);
    writer.number(DW_AT_bit_offset, DW_FORM_data1, 24);
    writer.number(DW_AT_data_member_location, DW_FORM_data1, 4).end().end();
    StructType flags = types(writer.endUnit()).struct("flags").orElseThrow();

    boolean little = encoding.order() == ByteOrder.LITTLE_ENDIAN;
    Field before = flags.field("before").orElseThrow();
    assertEquals(37, flags.field("now").orElseThrow().bitOffset());
    assertEquals(little ? 32 + 32 - 24 - 3 : 32 + 24, before.bitOffset());
    assertEquals(3, before.bitSize());
  }

  @Test
  void readsFormsThatTheirValueNames() {
    DwarfWriter writer = writer().unit();
    writer.entry(DW_TAG_structure_type, "s").indirect(DW_AT_byte_size, DW_FORM_data2, 300);
    writer.indirect(DW_AT_alignment, DW_FORM_udata, 64).name("s").end();
    base(writer, "int", 4, DW_ATE_SIGNED);
    DwarfTypes types = types(writer.endUnit());
    assertEquals(300, types.struct("s").orElseThrow().size());
    assertEquals(4, types.base("int").orElseThrow().size());
  }

  @Test
  void findsEnumeratorsWithTheirSign() {
    DwarfWriter writer = writer().unit();
    writer.entry(DW_TAG_enumeration_type, "").number(DW_AT_byte_size, DW_FORM_data1, 4);
    writer.entry(DW_TAG_enumerator, "").name("LOW").number(DW_AT_const_value, DW_FORM_sdata, -2);
    writer.end().entry(DW_TAG_enumerator, "").inlineName("HI");
    writer.number(DW_AT_const_value, DW_FORM_data1, 200).end().end();
    base(writer, "unsigned char", 1, DW_ATE_UNSIGNED_CHAR);
    writer.entry(DW_TAG_enumeration_type, "").name("kind").type("unsigned char");
    writer.number(DW_AT_byte_size, DW_FORM_implicit_const, 1);
    writer.entry(DW_TAG_enumerator, "").name("K").number(DW_AT_const_value, DW_FORM_data1, 255);
    DwarfTypes types = types(writer.end().end().endUnit());

    assertEquals(OptionalLong.of(-2), types.enumerator("LOW"));
    assertEquals(OptionalLong.of(200), types.enumerator("HI"));
    assertTrue(types.enumOf("HI").orElseThrow().signed());
    EnumType kind = types.enumeration("kind").orElseThrow();
    assertEquals(List.of(new EnumType.Enumerator("K", 255)), kind.enumerators());
    assertTrue(!kind.signed() && kind.size() == 1);
    assertEquals(OptionalLong.empty(), types.enumerator("M"));
  }

  @Test
  void whatAUnitDeclaresIsWhatAnotherDefines() {
    DwarfWriter writer = writer().unit();
    writer.entry(DW_TAG_structure_type, "").name("file").flag(DW_AT_declaration).end();
    writer.entry(DW_TAG_structure_type, "lost").name("lost").flag(DW_AT_declaration).end();
    writer.entry(DW_TAG_structure_type, "declared").name("file").flag(DW_AT_declaration).end();
    writer.entry(DW_TAG_pointer_type, "file *").type("declared").end();
    writer.entry(DW_TAG_pointer_type, "lost *").type("lost").end();
    struct(writer, "holder", 16);
    member(writer, "file", "file *", 0);
    member(writer, "lost", "lost *", 8).end();
    writer.endUnit().unit();
    DwarfTypes types = types(struct(writer, "file", 24).end().endUnit());

    List<Type> targets =
        types.struct("holder").orElseThrow().members().stream()
            .map(member -> ((PointerType) member.type()).target())
            .toList();
    assertSame(types.struct("file").orElseThrow(), targets.get(0));
    assertEquals(new ForwardType(ForwardType.Kind.STRUCT, "lost"), targets.get(1));
    assertTrue(types.struct("lost").isEmpty());
  }

  @Test
  void variablesHaveTheTypeTheyWereDeclaredWith() {
    DwarfWriter writer = writer().unit();
    base(writer, "int", 4, DW_ATE_SIGNED);
    writer.entry(DW_TAG_variable, "declared").name("counter").type("int");
    writer.flag(DW_AT_external).flag(DW_AT_declaration).end();
    writer.entry(DW_TAG_variable, "").name("elsewhere").type("int");
    writer.flag(DW_AT_external).flag(DW_AT_declaration).end();
    writer.entry(DW_TAG_variable, "").reference(DW_AT_specification, DW_FORM_ref4, "declared");
    writer.block(DW_AT_location, 3, 1, 2, 3, 4, 5, 6, 7, 8).end();
    DwarfTypes types = types(writer.endUnit());

    assertEquals("int", types.variable("counter").orElseThrow().name());
    assertTrue(types.variableEntry("counter").orElseThrow().has(DW_AT_location));
    assertEquals("int", types.variable("elsewhere").orElseThrow().name());
    assertTrue(types.variableEntry("elsewhere").isEmpty());
    assertTrue(types.variable("nowhere").isEmpty());
  }

  @Test
  void functionsHaveTheirParametersNames() {
    DwarfWriter writer = writer().unit();
    base(writer, "int", 4, DW_ATE_SIGNED);
    writer.entry(DW_TAG_subprogram, "").name("print").type("int").flag(DW_AT_external);
    writer.number(DW_AT_low_pc, DW_FORM_addr, 0x1000);
    writer.entry(DW_TAG_formal_parameter, "").name("level").type("int").end();
    writer.entry(DW_TAG_variable, "").name("local").type("int").end();
    writer.entry(DW_TAG_unspecified_parameters, "").end().end();
    DwarfTypes types = types(writer.endUnit());

    var print = types.function("print").orElseThrow();
    assertEquals("level", print.parameters().getFirst().name());
    assertEquals(1, print.parameters().size());
    assertTrue(print.variadic());
    assertEquals("int", print.returnType().name());
    assertTrue(types.variable("local").isEmpty());
  }

  @Test
  void theFirstOfSeveralIsFoundAndAllAreListed() {
    DwarfWriter writer = writer().unit();
    struct(writer, "foo", 8).end().endUnit().unit();
    struct(writer, "foo", 8).end();
    struct(writer, "foo", 16).end();
    DwarfTypes types = types(writer.endUnit());
    assertEquals(8, types.struct("foo").orElseThrow().size());
    assertEquals(List.of(8L, 16L), types.named().map(Type::size).toList());
  }

  @Test
  void namesOfRustHaveTheirNamespaces() {
    DwarfWriter writer = writer().unit().number(DW_AT_language, DW_FORM_data1, DW_LANG_RUST);
    writer.entry(DW_TAG_namespace, "").name("core");
    writer.entry(DW_TAG_namespace, "").name("option");
    base(writer, "u32", 4, 7);
    struct(writer, "Option<u32>", 8).entry(DW_TAG_variant_part, "");
    writer.reference(DW_AT_discr, DW_FORM_ref4, "tag");
    writer.entry(DW_TAG_member, "tag").type("u32");
    writer.number(DW_AT_data_member_location, DW_FORM_data1, 0).end();
    writer.entry(DW_TAG_variant, "");
    member(writer, "Some", "u32", 4).end().end().end().end().end();
    DwarfTypes types = types(struct(writer, "Plain", 4).end().endUnit());

    StructType option = types.struct("core::option::Option<u32>").orElseThrow();
    assertEquals("core::option::Option<u32>", option.name());
    assertEquals(0, option.field("__discriminant").orElseThrow().offset());
    assertEquals(4, option.field("Some").orElseThrow().offset());
    assertEquals("Plain", types.struct("Plain").orElseThrow().name());
    assertTrue(types.struct("Option<u32>").isEmpty());
  }

  @Test
  void circlesOfADamagedFileEnd() {
    DwarfWriter writer = writer().unit();
    writer.entry(DW_TAG_typedef, "loop").name("loop").type("loop").end();
    writer.entry(DW_TAG_typedef, "array").name("array").type("array[]").end();
    writer.entry(DW_TAG_array_type, "array[]").type("array");
    writer.entry(DW_TAG_subrange_type, "").number(DW_AT_count, DW_FORM_data1, 9).end().end();
    writer.entry(DW_TAG_variable, "v").name("v");
    writer.reference(DW_AT_specification, DW_FORM_ref4, "v").flag(DW_AT_declaration).end();
    DwarfTypes types = types(writer.endUnit());
    TypedefType loop = types.typedef("loop").orElseThrow();
    assertSame(VoidType.VOID, loop.strip());
    assertEquals(0, types.typedef("array").orElseThrow().size());
    assertSame(VoidType.VOID, types.variable("v").orElseThrow());
  }

  @Test
  void aDamagedUnitCostsItsOwnNamesAlone() {
    DwarfWriter writer = writer().unit();
    struct(writer, "lost", 8).end().endUnit();
    struct(writer.unit(), "kept", 8).end().endUnit();
    byte[] file = writer.file().bytes();
    // The code of the first unit's own entry, behind its header of 12 bytes.
    file[64 + 12] = 0x7f;
    DwarfFile dwarf = DwarfFile.of(ElfFile.of("test", ByteBuffer.wrap(file))).orElseThrow();
    assertTrue(DwarfTypes.of(dwarf).struct("lost").isEmpty());
    assertEquals(8, DwarfTypes.of(dwarf).struct("kept").orElseThrow().size());
  }

  @Test
  void aReferenceToNowhereIsAFaultWhereItIsAsked() {
    DwarfWriter writer = writer().unit();
    writer.entry(DW_TAG_typedef, "").name("broken").number(DW_AT_type, DW_FORM_ref4, 0x7fff);
    DwarfTypes types = types(writer.end().endUnit());
    TypedefType broken = assertInstanceOf(TypedefType.class, types.typedef("broken").orElseThrow());
    assertThrows(DebugInfoException.class, broken::target);
  }
}
