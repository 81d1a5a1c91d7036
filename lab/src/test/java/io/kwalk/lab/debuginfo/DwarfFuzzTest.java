package io.kwalk.lab.debuginfo;

import static io.kwalk.core.debuginfo.dwarf.DwAt.*;
import static io.kwalk.core.debuginfo.dwarf.DwForm.*;
import static io.kwalk.core.debuginfo.dwarf.DwTag.*;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.DwarfTypes;
import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.object.TypePrinter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever the bytes of units and abbreviations, reading ends, and what it finds can be printed.
 */
final class DwarfFuzzTest {
  private static final int MANY = 200;
  private static final int ELF_HEADER = 64;
  private static final byte[] SOUND = sound();

  /** Bytes of the sections of DWARF: their names follow, and five section headers of 64 bytes. */
  private static final int SECTIONS = SOUND.length - ELF_HEADER - 48 - 5 * 64;

  /** The first byte tells how many of the others are abbreviations; the rest are units. */
  @FuzzTest
  void readsAnything(byte[] bytes) {
    if (bytes.length < 2) {
      return;
    }
    int split = 1 + (bytes[0] & 0xff) * (bytes.length - 1) / 256;
    byte[] abbreviations = Arrays.copyOfRange(bytes, 1, split);
    byte[] units = Arrays.copyOfRange(bytes, split, bytes.length);
    byte[] strings = "\0a\0name\0int\0".getBytes(StandardCharsets.US_ASCII);
    byte[] file =
        new ElfFileWriter(ByteOrder.LITTLE_ENDIAN, true)
            .section(".debug_info", units)
            .section(".debug_abbrev", abbreviations)
            .section(".debug_str", strings)
            .bytes();
    DwarfFile.of(ElfFile.of("fuzz", ByteBuffer.wrap(file))).ifPresent(DwarfFuzzTest::walk);
  }

  /** Each three bytes tell which byte of a sound file becomes what. */
  @FuzzTest
  void meetsDamage(byte[] bytes) {
    byte[] file = SOUND.clone();
    for (int i = 0; i + 2 < bytes.length; i += 3) {
      int place = (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
      file[ELF_HEADER + place % SECTIONS] = bytes[i + 2];
    }
    DwarfFile.of(ElfFile.of("fuzz", ByteBuffer.wrap(file))).ifPresent(DwarfFuzzTest::walk);
  }

  private static byte[] sound() {
    DwarfWriter writer = new DwarfWriter(ByteOrder.LITTLE_ENDIAN, 5, false, 8).unit();
    writer.number(DW_AT_language, DW_FORM_data1, 0x1c);
    writer.entry(DW_TAG_base_type, "int").name("int").number(DW_AT_byte_size, DW_FORM_data1, 4);
    writer.number(DW_AT_encoding, DW_FORM_data1, 5).end();
    writer.entry(DW_TAG_pointer_type, "pointer").type("declared").end();
    writer.entry(DW_TAG_structure_type, "declared").name("a").flag(DW_AT_declaration).end();
    writer.entry(DW_TAG_array_type, "array").type("const");
    writer.entry(DW_TAG_subrange_type, "").number(DW_AT_upper_bound, DW_FORM_data2, 9).end();
    writer.entry(DW_TAG_subrange_type, "").number(DW_AT_count, DW_FORM_sdata, 9).end().end();
    writer.entry(DW_TAG_const_type, "const").type("name").end();
    writer.entry(DW_TAG_typedef, "name").name("name").type("int").end();
    writer.entry(DW_TAG_structure_type, "a").name("a").number(DW_AT_byte_size, DW_FORM_udata, 16);
    writer.reference(DW_AT_sibling, DW_FORM_ref4, "behind a");
    writer
        .entry(DW_TAG_member, "")
        .name("int")
        .type("int")
        .number(DW_AT_bit_size, DW_FORM_data1, 3);
    writer.number(DW_AT_bit_offset, DW_FORM_data1, 3).end();
    writer.entry(DW_TAG_member, "").type("array").block(DW_AT_data_member_location, 0x23, 8).end();
    writer.entry(DW_TAG_variant_part, "").entry(DW_TAG_member, "").type("int").end();
    writer.entry(DW_TAG_variant, "").entry(DW_TAG_member, "").name("a").type("pointer").end();
    writer.end().end().end();
    writer.entry(DW_TAG_enumeration_type, "behind a").number(DW_AT_byte_size, DW_FORM_data1, 4);
    writer.entry(DW_TAG_enumerator, "").name("a").number(DW_AT_const_value, DW_FORM_sdata, -1);
    writer.end().end();
    writer.entry(DW_TAG_subprogram, "function").inlineName("name").type("pointer");
    writer.indirect(DW_AT_low_pc, DW_FORM_addr, 0x1000);
    writer.entry(DW_TAG_formal_parameter, "").name("a").type("pointer").end().end();
    writer.entry(DW_TAG_subprogram, "").reference(DW_AT_abstract_origin, DW_FORM_ref4, "function");
    writer.end();
    writer.entry(DW_TAG_variable, "variable").name("name").flag(DW_AT_declaration).type("a").end();
    writer.entry(DW_TAG_variable, "").reference(DW_AT_specification, DW_FORM_ref_addr, "variable");
    writer.block(DW_AT_location, 3, 0, 0, 0, 0, 0, 0, 0, 0).end();
    writer.entry(DW_TAG_namespace, "").name("a").entry(DW_TAG_union_type, "").name("name");
    return writer.end().end().endUnit().file().bytes();
  }

  private static void walk(DwarfFile file) {
    DwarfTypes types = DwarfTypes.of(file);
    for (String name : List.of("a", "name", "int")) {
      attempt(() -> types.struct(name).ifPresent(DwarfFuzzTest::print));
      attempt(() -> types.enumerator(name));
      attempt(() -> types.variable(name).ifPresent(DwarfFuzzTest::print));
      attempt(() -> types.function(name).ifPresent(DwarfFuzzTest::print));
      attempt(() -> types.base(name));
    }
    attempt(() -> types.named().limit(MANY).forEach(DwarfFuzzTest::print));
    attempt(() -> {
      for (Unit unit : file.units()) {
        attempt(() -> entries(types, unit.root(), new int[] {MANY}));
      }
    });
  }

  private static void entries(DwarfTypes types, Die parent, int[] left) {
    for (Die die : parent.children()) {
      if (left[0]-- <= 0) {
        return;
      }
      attempt(() -> print(types.type(die)));
      attempt(() -> print(types.declaredType(die)));
      entries(types, die, left);
    }
  }

  private static void print(Type type) {
    type.size();
    if (type instanceof StructType struct && struct.members().size() < 100) {
      struct.field("a.b[3].c");
    }
    new TypePrinter(true, false).definition(type);
  }

  private static void attempt(Runnable question) {
    try {
      question.run();
    } catch (DebugInfoException expected) {
      // What damaged entries are met with.
    }
  }
}
