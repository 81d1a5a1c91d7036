package io.kwalk.lab.debuginfo.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.lab.debuginfo.ElfWriter;
import io.kwalk.lab.image.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ElfFileTest {
  private static final int ET_REL = 1;
  private static final int ET_EXEC = 2;
  private static final int EM_386 = 3;
  private static final int EM_PPC64 = 21;
  private static final int EM_S390 = 22;
  private static final int EM_X86_64 = 62;
  private static final int EM_AARCH64 = 183;
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;
  private static final long SHF_ALLOC = 2;
  private static final long SHF_COMPRESSED = 0x800;

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(true, LITTLE),
        Arguments.of(true, BIG),
        Arguments.of(false, LITTLE),
        Arguments.of(false, BIG));
  }

  private static ElfFile read(ElfWriter writer) {
    return ElfFile.of("test", ByteBuffer.wrap(writer.toArray()));
  }

  private static SectionReader section(ElfFile file, String name) {
    return file.read(name).orElseThrow();
  }

  private static byte[] content(ElfFile file, String name) {
    SectionReader reader = section(file, name);
    return reader.bytes(reader.size());
  }

  /** Compresses well, and not to nothing. */
  private static byte[] text() {
    byte[] text = new byte[10_000];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (i * i / 7 % 11);
    }
    return text;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void readsEveryWordSizeAndByteOrder(boolean wide, ByteOrder order) {
    ElfWriter writer = new ElfWriter(wide, order, ET_EXEC, EM_PPC64);
    writer.section(".text", SHF_ALLOC, 0x1000, new byte[] {1, 2, 3, 4});
    ElfFile file = read(writer);
    assertEquals(wide ? 8 : 4, file.wordSize());
    assertEquals(EM_PPC64, file.machine());
    assertEquals(0x1000, file.section(".text").orElseThrow().address());
    assertEquals(order == BIG ? 0x01020304 : 0x04030201, section(file, ".text").s32());
  }

  @Test
  void readsCountsThatDoNotFitTheHeader() {
    ElfWriter writer = new ElfWriter(true, LITTLE, ET_EXEC, EM_X86_64).extendedCounts();
    writer.section(".text", SHF_ALLOC, 0, new byte[] {7});
    assertArrayEquals(new byte[] {7}, content(read(writer), ".text"));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void inflatesSections(boolean wide, ByteOrder order) throws IOException {
    assertArrayEquals(text(), decompressed(wide, order, 1, zlib(text()), text().length));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void unpacksSectionsOfZstd(boolean wide, ByteOrder order) {
    assertArrayEquals(text(), decompressed(wide, order, 2, zstd(text()), text().length));
  }

  private static byte[] decompressed(
      boolean wide, ByteOrder order, int type, byte[] packed, long size) {
    Bytes section = new Bytes(order).u32(0, type);
    if (wide) {
      section.u32(4, 0).u64(8, size).u64(16, 1).bytes(24, packed);
    } else {
      section.u32(4, size).u32(8, 1).bytes(12, packed);
    }
    ElfWriter writer = new ElfWriter(wide, order, ET_EXEC, EM_S390);
    writer.section(".debug_info", SHF_COMPRESSED, 0, section.toArray());
    return content(read(writer), ".debug_info");
  }

  @Test
  void inflatesWhatOlderToolsNamedZdebug() throws IOException {
    byte[] section =
        new Bytes(BIG).text(0, "ZLIB").u64(4, text().length).bytes(12, zlib(text())).toArray();
    ElfWriter writer = new ElfWriter(true, LITTLE, ET_EXEC, EM_X86_64);
    writer.section(".zdebug_info", 0, 0, section);
    assertArrayEquals(text(), content(read(writer), ".debug_info"));
  }

  @Test
  void refusesSizesThatNothingUnpacksTo() throws IOException {
    for (int type : new int[] {1, 2}) {
      for (long size : new long[] {-1, 1L << 40, Integer.MAX_VALUE - 8}) {
        byte[] packed = zlib(new byte[16]);
        DebugInfoException refusal =
            assertThrows(
                DebugInfoException.class, () -> decompressed(true, LITTLE, type, packed, size));
        assertTrue(refusal.getMessage().contains(".debug_info at 0x4: decompressed size"));
      }
    }
  }

  @Test
  void saysWhereCompressedDataIsDamaged() {
    byte[] noise = new byte[64];
    Arrays.fill(noise, (byte) 0xee);
    for (int type : new int[] {1, 2, 3}) {
      DebugInfoException damage =
          assertThrows(
              DebugInfoException.class, () -> decompressed(true, LITTLE, type, noise, 100));
      assertTrue(damage.getMessage().startsWith("test: .debug_info at 0x"), damage::getMessage);
    }
  }

  /** Each type of relocation of data at its own place, against a symbol 0x20 into .text. */
  static Stream<Arguments> relocations() {
    return Stream.of(
        Arguments.of(EM_X86_64, LITTLE, 1, 8, false),
        Arguments.of(EM_X86_64, LITTLE, 10, 4, false),
        Arguments.of(EM_X86_64, LITTLE, 11, 4, false),
        Arguments.of(EM_X86_64, LITTLE, 2, 4, true),
        Arguments.of(EM_X86_64, LITTLE, 24, 8, true),
        Arguments.of(EM_AARCH64, LITTLE, 257, 8, false),
        Arguments.of(EM_AARCH64, LITTLE, 258, 4, false),
        Arguments.of(EM_AARCH64, LITTLE, 261, 4, true),
        Arguments.of(EM_PPC64, BIG, 38, 8, false),
        Arguments.of(EM_PPC64, BIG, 1, 4, false),
        Arguments.of(EM_PPC64, BIG, 26, 4, true),
        Arguments.of(EM_S390, BIG, 22, 8, false),
        Arguments.of(EM_S390, BIG, 4, 4, false),
        Arguments.of(EM_S390, BIG, 5, 4, true));
  }

  @ParameterizedTest
  @MethodSource("relocations")
  void relocatesToWhereSectionsWereLoaded(
      int machine, ByteOrder order, int type, int size, boolean relative) {
    ElfWriter writer = new ElfWriter(true, order, ET_REL, machine);
    int text = writer.section(".text", SHF_ALLOC, 0, new byte[0x40]);
    int info = writer.section(".debug_info", 0, 0, new byte[16]);
    int symbols = writer.symbols(text, 0x20);
    writer.rela(info, symbols, 8, type, 1, 3);
    long loaded = 0xffff_ffff_c012_3000L;
    ElfFile file = read(writer).relocatedTo(Map.of(".text", loaded, ".debug_info", 0x99L));
    long expected = loaded + 0x20 + 3 - (relative ? 8 : 0);
    long mask = size == 8 ? -1 : 0xffff_ffffL;
    assertEquals(expected & mask, section(file, ".debug_info").at(8).unsigned(size));
    assertEquals(0, section(file, ".debug_info").at(0).u64());
    assertEquals(loaded + 0x20, file.symbolTable().orElseThrow().address(1));
  }

  @Test
  void relocatesWithAddendsInTheSection() {
    ElfWriter writer = new ElfWriter(false, LITTLE, ET_REL, EM_386);
    int text = writer.section(".text", SHF_ALLOC, 0, new byte[0x40]);
    byte[] addends = new Bytes(LITTLE).u32(0, 5).u32(4, 6).toArray();
    int info = writer.section(".debug_info", 0, 0, addends);
    writer.rel(info, writer.symbols(text, 0x10), 0, 1, 1, 4, 2, 1);
    SectionReader reader =
        section(read(writer).relocatedTo(Map.of(".text", 0x1000L)), ".debug_info");
    assertEquals(0x1015, reader.u32());
    assertEquals(0x1010 + 6 - 4, reader.u32());
  }

  @Test
  void leavesTheFileItselfAsItIs() {
    ElfWriter writer = new ElfWriter(true, LITTLE, ET_REL, EM_X86_64);
    int text = writer.section(".text", SHF_ALLOC, 0, new byte[8]);
    int info = writer.section(".debug_info", 0, 0, new byte[8]);
    writer.rela(info, writer.symbols(text, 1), 0, 1, 1, 0);
    byte[] bytes = writer.toArray();
    byte[] before = bytes.clone();
    ElfFile file = ElfFile.of("test", ByteBuffer.wrap(bytes));
    assertEquals(1, section(file, ".debug_info").u64());
    assertEquals(0x101, section(file.relocatedTo(Map.of(".text", 0x100L)), ".debug_info").u64());
    assertEquals(1, section(file, ".debug_info").u64());
    assertArrayEquals(before, bytes);
  }

  @Test
  void doesNotRelocateAnExecutableAgain() {
    ElfWriter writer = new ElfWriter(true, LITTLE, ET_EXEC, EM_X86_64);
    int text = writer.section(".text", SHF_ALLOC, 0x1000, new byte[8]);
    int info = writer.section(".debug_info", 0, 0, new byte[8]);
    writer.rela(info, writer.symbols(text, 0x1000), 0, 1, 1, 0x55);
    assertEquals(0, section(read(writer), ".debug_info").u64());
  }

  @Test
  void refusesRelocationsThatLeadNowhere() {
    // offset, type, symbol, addend: outside the section, no such symbol, no such type.
    long[][] entries = {{1, 1, 1, 0}, {-8, 1, 1, 0}, {0, 1, 9, 0}, {0, 200, 1, 0}};
    for (long[] entry : entries) {
      ElfWriter writer = new ElfWriter(true, LITTLE, ET_REL, EM_X86_64);
      int info = writer.section(".debug_info", 0, 0, new byte[8]);
      writer.rela(info, writer.symbols(info, 0), entry);
      DebugInfoException refusal =
          assertThrows(DebugInfoException.class, () -> read(writer).read(".debug_info"));
      assertTrue(refusal.getMessage().startsWith("test: .rela.debug_info at 0x0: "));
    }
  }

  @Test
  void tablesThatRelocateEachOtherEnd() {
    ElfWriter writer = new ElfWriter(true, LITTLE, ET_REL, EM_X86_64);
    int info = writer.section(".debug_info", 0, 0, new byte[8]);
    int symbols = writer.symbols(info, 0x10);
    writer.rela(info, symbols, 0, 1, 1, 0);
    writer.rela(symbols, symbols, 0, 1, 1, 0);
    writer.rela(symbols + 1, symbols, 0, 1, 1, 0);
    assertEquals(0x10, section(read(writer), ".debug_info").u64());
  }

  private interface Packing {
    OutputStream into(OutputStream out) throws IOException;
  }

  @Test
  void opensFilesThatAreCompressedAsAWhole(@TempDir Path folder) throws IOException {
    ElfWriter writer = new ElfWriter(true, LITTLE, ET_REL, EM_X86_64);
    writer.section(".modinfo", SHF_ALLOC, 0, text());
    byte[] plain = writer.toArray();
    Map<String, byte[]> packed =
        Map.of(
            "m.ko", plain,
            "m.ko.gz", packed(plain, GZIPOutputStream::new),
            "m.ko.xz", packed(plain, out -> new XZOutputStream(out, new LZMA2Options(1))),
            "m.ko.zst", zstd(plain));
    for (Map.Entry<String, byte[]> entry : packed.entrySet()) {
      Path path = Files.write(folder.resolve(entry.getKey()), entry.getValue());
      assertArrayEquals(text(), content(ElfFile.open(path), ".modinfo"), entry.getKey());
    }
  }

  @Test
  void saysWhichCompressedFileIsDamaged(@TempDir Path folder) throws IOException {
    ElfWriter writer = new ElfWriter(true, LITTLE, ET_REL, EM_X86_64);
    writer.section(".modinfo", SHF_ALLOC, 0, text());
    byte[] plain = writer.toArray();
    Map<String, byte[]> packed =
        Map.of(
            "gzip", packed(plain, GZIPOutputStream::new),
            "xz", packed(plain, out -> new XZOutputStream(out, new LZMA2Options(1))),
            "zstd", zstd(plain));
    for (Map.Entry<String, byte[]> entry : packed.entrySet()) {
      byte[] half = Arrays.copyOf(entry.getValue(), entry.getValue().length / 2);
      Path path = Files.write(folder.resolve(entry.getKey()), half);
      DebugInfoException damage = assertThrows(DebugInfoException.class, () -> ElfFile.open(path));
      assertTrue(damage.getMessage().contains("damaged " + entry.getKey()), damage::getMessage);
    }
  }

  private static byte[] packed(byte[] plain, Packing packing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packing.into(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static byte[] zlib(byte[] plain) throws IOException {
    return packed(plain, DeflaterOutputStream::new);
  }

  private static byte[] zstd(byte[] plain) {
    ZstdJavaCompressor compressor = new ZstdJavaCompressor();
    byte[] room = new byte[compressor.maxCompressedLength(plain.length)];
    return Arrays.copyOf(room, compressor.compress(plain, 0, plain.length, room, 0, room.length));
  }
}
