package io.kwalk.lab.debuginfo;

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
import java.util.Arrays;
import java.util.List;

/**
 * Whatever the bytes of units and abbreviations, reading ends, and what it finds can be printed.
 */
final class DwarfFuzzTest {
  private static final int MANY = 200;

  /** The first byte tells how many of the others are abbreviations; the rest are units. */
  @FuzzTest
  void readsAnything(byte[] bytes) {
    if (bytes.length < 2) {
      return;
    }
    int split = 1 + (bytes[0] & 0xff) * (bytes.length - 1) / 256;
    byte[] abbreviations = Arrays.copyOfRange(bytes, 1, split);
    byte[] units = Arrays.copyOfRange(bytes, split, bytes.length);
    byte[] strings = "\0a\0name\0int\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] file =
        new ElfFileWriter(ByteOrder.LITTLE_ENDIAN, true)
            .section(".debug_info", units)
            .section(".debug_abbrev", abbreviations)
            .section(".debug_str", strings)
            .bytes();
    DwarfFile.of(ElfFile.of("fuzz", ByteBuffer.wrap(file))).ifPresent(DwarfFuzzTest::walk);
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
