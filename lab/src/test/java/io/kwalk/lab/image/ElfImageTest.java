package io.kwalk.lab.image;

import static io.kwalk.lab.image.DumpFormatContract.assertFault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.image.PrStatus;
import io.kwalk.core.image.QemuCpuState;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.MemoryFault;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ELF vmcores have that others do not, and what can be wrong with them. */
class ElfImageTest {
  private static final int PAGE = 4096;

  @TempDir Path folder;

  private DumpImage open(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("vmcore"), file);
    return DumpImages.open(List.of(path.toString()), ImageOptions.DEFAULT);
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void memoryBeyondTheBytesOfASegmentReadsAsZeros() throws IOException {
    byte[] file = new ElfCoreWriter().load(0x10000, 0, filled(100, 7), 2 * PAGE).build();
    try (DumpImage image = open(file)) {
      assertEquals(7, image.memory().u8(0x10000 + 99));
      assertEquals(0x0707_0707L, image.memory().u64(0x10000 + 96));
      assertEquals(0, image.memory().u64(0x10000 + 100));
      assertEquals(PageState.ZERO, image.memory().state(0x11000));
      assertEquals(List.of(new Range(0x10000, 0x12000)), image.memory().ranges());
    }
  }

  @Test
  void bytesWinOverZerosWhereSegmentsOverlap() throws IOException {
    byte[] file =
        new ElfCoreWriter()
            .load(0, 0, new byte[0], 0x10000)
            .load(0x2000, filled(PAGE, 1))
            .load(0x2800, filled(PAGE, 2))
            .build();
    try (DumpImage image = open(file)) {
      assertEquals(0, image.memory().u8(0x1fff));
      assertEquals(1, image.memory().u8(0x2000));
      assertEquals(1, image.memory().u8(0x2fff));
      assertEquals(2, image.memory().u8(0x3000));
      assertEquals(2, image.memory().u8(0x37ff));
      assertEquals(0, image.memory().u8(0x3800));
      assertEquals(List.of(new Range(0, 0x10000)), image.memory().ranges());
    }
  }

  @Test
  void readsMoreProgramHeadersThanTheirCountCanSay() throws IOException {
    ElfCoreWriter writer = new ElfCoreWriter();
    int segments = 66_000;
    for (int i = 0; i < segments; i++) {
      writer.load(i * 16L, new byte[] {(byte) i, 1, 2, 3, 4, 5, 6, 7});
    }
    try (DumpImage image = open(writer.build())) {
      assertEquals("66000", image.properties().get("PT_LOAD segments"));
      assertEquals((byte) 65_999, (byte) image.memory().u8(65_999 * 16L));
      assertEquals(0x0706_0504_0302_0100L, image.memory().u64(0));
      assertFault(8, MemoryFault.Reason.NOT_COVERED, () -> image.memory().u64(1));
    }
  }

  @Test
  void refusesACountOfProgramHeadersLargerThanTheFile() {
    byte[] file = new ElfCoreWriter().extendedCount().load(0, filled(PAGE, 1)).build();
    Arrays.fill(file, 64 + 44, 64 + 48, (byte) 0xff);
    assertThrows(DumpOpenException.class, () -> open(file).close());
  }

  @Test
  void translatesTheVirtualAddressesOfSegments() throws IOException {
    long text = 0xffff_ffff_8100_0000L;
    byte[] file =
        new ElfCoreWriter()
            .load(0x100_0000, text, filled(PAGE, 1), PAGE)
            .load(0x200_0000, 0, filled(PAGE, 2), PAGE)
            .build();
    try (DumpImage image = open(file)) {
      assertEquals(Optional.of(0x100_0ff8L), image.physicalOf(text + 0xff8));
      assertEquals(Optional.empty(), image.physicalOf(text + PAGE));
      assertEquals(Optional.empty(), image.physicalOf(0));
    }
  }

  @Test
  void givesNotesAndRegisters() throws IOException {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      long[] registers = new long[27];
      registers[PrStatus.X8664.IP] = 0xffff_ffff_8123_4567L;
      byte[] file =
          new ElfCoreWriter()
              .byteOrder(order)
              .note(NoteWriter.prStatus(order, 11, 4711, registers))
              .note(NoteWriter.prStatus(order, 0, 0, new long[27]))
              .note(NoteWriter.vmcoreinfo("OSRELEASE=6.1\nPAGESIZE=65536\n"))
              .load(0, filled(PAGE, 1))
              .build();
      try (DumpImage image = open(file)) {
        List<PrStatus> all = PrStatus.all(image);
        assertEquals(2, all.size());
        assertEquals(11, all.getFirst().signal());
        assertEquals(4711, all.getFirst().pid());
        assertEquals(27, all.getFirst().count());
        assertEquals(0xffff_ffff_8123_4567L, all.getFirst().register(PrStatus.X8664.IP));
        assertEquals(65536, image.memory().pageSize());
        assertEquals(
            "OSRELEASE=6.1\nPAGESIZE=65536\n",
            new String(image.vmcoreinfo().orElseThrow(), StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void notesSayWhereTheFileHasThem() throws IOException {
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    byte[] file =
        new ElfCoreWriter()
            .note(NoteWriter.vmcoreinfo("OSRELEASE=6.1\n"))
            .note(NoteWriter.prStatus(order, 0, 1, new long[27]))
            .note(NoteWriter.prStatus(order, 0, 2, new long[27]))
            .load(0, filled(PAGE, 1))
            .build();
    try (DumpImage image = open(file)) {
      assertEquals(3, image.notes().size());
      for (ElfNote note : image.notes()) {
        int header = (int) note.offset();
        assertEquals(note.name().length() + 1, ByteArrays.u32(file, header, order));
        assertEquals(note.descriptor().length, ByteArrays.u32(file, header + 4, order));
        assertEquals(note.type(), ByteArrays.u32(file, header + 8, order));
      }
    }
  }

  @Test
  void readsQemusProcessorState() throws IOException {
    Bytes state = new Bytes(ByteOrder.LITTLE_ENDIAN).u32(0, 1).u32(4, 440);
    state.u64(8 + 16 * 8, 0x1234); // rip
    int idt = 8 + 18 * 8 + 9 * 24;
    state.u32(idt + 4, 0xfff).u64(idt + 16, 0xffff_fe00_0000_0000L);
    state.u64(392 + 3 * 8, 0x2a1_0000).u64(432, 0x7777); // cr3, kernel_gs_base
    byte[] file =
        new ElfCoreWriter()
            .note(new ElfNote("QEMU", 0, state.toArray(), 0))
            .load(0, filled(PAGE, 1))
            .build();
    try (DumpImage image = open(file)) {
      QemuCpuState cpu = QemuCpuState.all(image).getFirst();
      assertEquals(0x1234, cpu.rip());
      assertEquals(0x2a1_0000, cpu.cr3());
      assertEquals(0x7777, cpu.kernelGsBase());
      assertEquals(0xfff, cpu.idt().limit());
      assertEquals(0xffff_fe00_0000_0000L, cpu.idt().base());
      assertEquals("QEMU", image.properties().get("writer"));
    }
  }

  @Test
  void segmentsWithoutAPhysicalAddressAreNoMemory() throws IOException {
    byte[] file =
        new ElfCoreWriter()
            .load(-1, 0xffff_c900_0000_0000L, filled(PAGE, 9), PAGE)
            .load(Long.MAX_VALUE - 5, filled(PAGE, 9))
            .load(0x1000, filled(PAGE, 1))
            .build();
    try (DumpImage image = open(file)) {
      assertEquals(List.of(new Range(0x1000, 0x2000)), image.memory().ranges());
    }
  }

  @Test
  void hugeSegmentsInASmallFileAreCutOff() throws IOException {
    ElfCoreWriter writer = new ElfCoreWriter().load(0, filled(PAGE, 1));
    byte[] file = writer.load(1L << 40, filled(PAGE, 2)).build();
    Bytes size = new Bytes(ByteOrder.LITTLE_ENDIAN).u64(0, 1L << 50).u64(8, 1L << 50);
    System.arraycopy(size.toArray(), 0, file, writer.programHeaderOffset(1) + 32, 16);
    try (DumpImage image = open(file)) {
      assertTrue(image.incomplete());
      assertEquals(2, image.memory().u8(1L << 40));
      assertEquals(PageState.CUT_OFF, image.memory().state(1L << 49));
    }
  }

  @Test
  void refusesOtherElfFiles() {
    byte[] bytes = filled(PAGE, 1);
    assertRefused(new ElfCoreWriter().type(2).load(0, bytes), "a vmlinux?");
    assertRefused(new ElfCoreWriter().type(1).load(0, bytes), "no core dump");
    assertRefused(new ElfCoreWriter().elfClass(1).load(0, bytes), "32-bit");
    assertRefused(new ElfCoreWriter().machine(75).load(0, bytes), "unknown architecture");
    assertRefused(new ElfCoreWriter(), "without memory");
  }

  private void assertRefused(ElfCoreWriter writer, String why) {
    DumpOpenException refused =
        assertThrows(DumpOpenException.class, () -> open(writer.build()).close());
    assertTrue(refused.why().contains(why), refused::getMessage);
  }
}
