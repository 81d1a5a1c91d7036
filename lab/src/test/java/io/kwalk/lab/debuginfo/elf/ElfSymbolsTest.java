package io.kwalk.lab.debuginfo.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.ElfSymbolTable;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.lab.debuginfo.ElfWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ElfSymbolsTest {
  private static final int ET_EXEC = 2;
  private static final int EM_X86_64 = 62;
  private static final long SHF_ALLOC = 2;
  private static final long TEXT = 0xffff_ffff_8100_0000L;
  private static final long KASLR = 0x1680_0000L;

  /** Two sections with a gap between them, where the image of the per-CPU area is. */
  private static List<Long> addresses(long... absolute) {
    ElfWriter writer = new ElfWriter(true, ByteOrder.LITTLE_ENDIAN, ET_EXEC, EM_X86_64);
    writer.section(".text", SHF_ALLOC, TEXT, new byte[0x1000]);
    writer.section(".data..percpu", SHF_ALLOC, 0, new byte[0x1000]);
    writer.section(".data", SHF_ALLOC, TEXT + 0x3000, new byte[0x1000]);
    writer.symbols(ElfSymbolTable.SHN_ABS, absolute);
    ElfFile file = ElfFile.of("vmlinux", ByteBuffer.wrap(writer.toArray()));
    try (Stream<Symbol> symbols = new DebugFile(file, null, KASLR).symbols().orElseThrow().all()) {
      return symbols.map(Symbol::address).toList();
    }
  }

  @Test
  void absoluteSymbolsWithinTheImageMoveWithIt() {
    assertEquals(
        List.of(TEXT + KASLR, TEXT + 0x2000 + KASLR, TEXT + 0x4000 + KASLR),
        addresses(TEXT, TEXT + 0x2000, TEXT + 0x4000));
  }

  @Test
  void otherAbsoluteSymbolsAreNumbers() {
    assertEquals(List.of(), addresses(8, -16, 0xffff_ffff_0631_81a4L, TEXT - 1, TEXT + 0x4001));
  }
}
