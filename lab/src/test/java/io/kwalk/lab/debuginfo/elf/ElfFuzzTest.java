package io.kwalk.lab.debuginfo.elf;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.ElfSection;
import io.kwalk.core.debuginfo.elf.ElfSymbolTable;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.lab.debuginfo.ElfWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** Whatever an ELF file holds, it is read or refused: headers, sections, relocations, symbols. */
final class ElfFuzzTest {
  @FuzzTest
  void readsAnyFile(byte[] bytes) {
    try {
      ElfFile file = ElfFile.of("fuzz", ByteBuffer.wrap(bytes));
      readAll(file);
      if (file.type() == ElfFile.ET_REL) {
        readAll(file.relocatedTo(Map.of(".text", 0xffff_ffff_c000_0000L)));
      }
    } catch (DebugInfoException _) {
      // Refused.
    }
  }

  /** A file whose headers are right, so that the fuzzer meets what is behind them. */
  @FuzzTest
  void readsAnySections(byte[] bytes) {
    if (bytes.length < 4) {
      return;
    }
    boolean wide = (bytes[0] & 1) != 0;
    ByteOrder order = (bytes[0] & 2) != 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int[] machines = {3, 20, 21, 22, 40, 62, 183, 243};
    ElfWriter writer = new ElfWriter(wide, order, ElfFile.ET_REL, machines[bytes[1] & 7]);
    int cut = 4 + (bytes[2] & 0xff) * (bytes.length - 4) / 255;
    byte[] first = java.util.Arrays.copyOfRange(bytes, 4, cut);
    byte[] rest = java.util.Arrays.copyOfRange(bytes, cut, bytes.length);
    int compressed = (bytes[3] & 1) * 0x800;
    int info = writer.section(".debug_info", compressed, 0, first);
    writer.section(".zdebug_line", 0, 0, first);
    writer.section(".note.gnu.build-id", 7, 2, 0, rest, 0, 0);
    int symbols = writer.symbols(info, 0x10, 0x20);
    writer.section(".symtab2", 2, 0, 0, rest, symbols - 1, 0);
    writer.section(".rela.debug_info", 4, 0, 0, rest, symbols, info);
    readAll(ElfFile.of("fuzz", ByteBuffer.wrap(writer.toArray())));
  }

  private static void readAll(ElfFile file) {
    attempt(file::buildId);
    for (ElfSection section : file.sections()) {
      attempt(() -> file.read(section));
    }
    attempt(() -> file.symbolTable().ifPresent(ElfFuzzTest::readAll));
    attempt(() ->
        new DebugFile(file, null, 0).symbols().ifPresent(all -> assertNotNull(all.all().toList())));
  }

  private static void readAll(ElfSymbolTable table) {
    for (int i = 0; i < table.count(); i++) {
      table.name(i);
      table.section(i);
      table.address(i);
    }
  }

  private static void attempt(Runnable read) {
    try {
      read.run();
    } catch (DebugInfoException _) {
      // Refused.
    }
  }
}
