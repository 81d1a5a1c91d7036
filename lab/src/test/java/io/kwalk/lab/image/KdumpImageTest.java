package io.kwalk.lab.image;

import static io.kwalk.lab.image.DumpFormatContract.assertFault;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PrStatus;
import io.kwalk.core.image.codec.Compression;
import io.kwalk.core.memory.MemoryFault;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kdump-compressed format has that others do not, and what can be wrong with it. */
class KdumpImageTest {
  private static final int PAGE = 4096;
  private static final int STATUS_INCOMPLETE = 0x8;

  @TempDir Path folder;

  private DumpImage open(byte[] file) throws IOException {
    return open(file, ImageOptions.DEFAULT);
  }

  private DumpImage open(byte[] file, ImageOptions options) throws IOException {
    Path path = Files.write(folder.resolve("vmcore"), file);
    return DumpImages.open(List.of(path.toString()), options);
  }

  private static byte[] page(int value) {
    byte[] page = new byte[PAGE];
    for (int i = 0; i < PAGE; i++) {
      page[i] = (byte) (value + i / 64);
    }
    return page;
  }

  @Test
  void tellsPagesOfEachStateApart() throws IOException {
    KdumpWriter writer =
        new KdumpWriter().page(0x1000, page(1)).page(0x2000, new byte[PAGE]).excluded(0x3000);
    writer.page(0x5000, page(5));
    byte[] file = writer.build();
    file[writer.descriptorOffset(0x5000) + 8] = 17; // fewer bytes than it was compressed to
    try (DumpImage image = open(file)) {
      assertEquals(PageState.NOT_COVERED, image.memory().state(0));
      assertEquals(PageState.PRESENT, image.memory().state(0x1fff));
      assertEquals(PageState.ZERO, image.memory().state(0x2000));
      assertEquals(PageState.EXCLUDED, image.memory().state(0x3000));
      assertEquals(PageState.NOT_COVERED, image.memory().state(0x4000));
      assertEquals(PageState.DAMAGED, image.memory().state(0x5000));
      assertEquals(0, image.memory().u64(0x2ff8));
      assertFault(0x3000, MemoryFault.Reason.EXCLUDED, () -> image.memory().read(0x2ff0, 32));
      assertFault(0x5008, MemoryFault.Reason.DAMAGED, () -> image.memory().u64(0x5008));
      assertEquals(
          Map.of(PageState.PRESENT, 3L, PageState.EXCLUDED, 1L, PageState.CUT_OFF, 0L),
          image.pageCounts());
    }
  }

  @Test
  void readsExcludedPagesAsZerosOnRequest() throws IOException {
    byte[] file = new KdumpWriter().page(0x1000, page(1)).excluded(0x2000).build();
    try (DumpImage image = open(file, ImageOptions.DEFAULT.withZeroExcluded(true))) {
      assertArrayEquals(new byte[PAGE], image.memory().read(0x2000, PAGE));
      assertEquals(PageState.EXCLUDED, image.memory().state(0x2000));
      assertFault(0x3000, MemoryFault.Reason.NOT_COVERED, () -> image.memory().u8(0x3000));
    }
  }

  @Test
  void readsPagesThatDidNotShrinkInACompressedDump() throws IOException {
    byte[] noise = new byte[PAGE];
    new Random(1).nextBytes(noise);
    for (Compression compression : Compression.values()) {
      byte[] file =
          new KdumpWriter().compression(compression).page(0, page(0)).page(0x1000, noise).build();
      try (DumpImage image = open(file)) {
        assertArrayEquals(page(0), image.memory().read(0, PAGE));
        assertArrayEquals(noise, image.memory().read(0x1000, PAGE));
        assertEquals(compression.label(), image.compression());
      }
    }
  }

  @Test
  void readsEveryHeaderVersion() throws IOException {
    for (int version = 1; version <= 6; version++) {
      byte[] notes =
          NoteWriter.write(
              List.of(NoteWriter.prStatus(ByteOrder.LITTLE_ENDIAN, 0, 42, new long[27])),
              ByteOrder.LITTLE_ENDIAN);
      byte[] text = "OSRELEASE=6.1.0\n".getBytes(StandardCharsets.US_ASCII);
      KdumpWriter writer =
          new KdumpWriter().version(version).vmcoreinfo(text).notes(notes).page(0x7000, page(7));
      try (DumpImage image = open(writer.build())) {
        assertEquals("kdump-compressed " + version, image.format());
        assertArrayEquals(page(7), image.memory().read(0x7000, PAGE));
        assertEquals(version >= 3, image.vmcoreinfo().isPresent());
        assertEquals(version >= 4 ? 1 : 0, PrStatus.all(image).size());
      }
    }
  }

  @Test
  void readsDumpsOfItsAncestorDiskdump() throws IOException {
    byte[] file = new KdumpWriter().signature("DISKDUMP").version(1).page(0, page(3)).build();
    try (DumpImage image = open(file)) {
      assertEquals("diskdump 1", image.format());
      assertArrayEquals(page(3), image.memory().read(0, PAGE));
    }
  }

  @Test
  void saysWhatItsHeaderSays() throws IOException {
    KdumpWriter writer = new KdumpWriter().dumpLevel(17).physBase(-0x1000).release("6.1.0\033[2J");
    try (DumpImage image = open(writer.page(0, page(0)).build())) {
      Map<String, String> properties = image.properties();
      assertEquals("6.1.0?[2J", properties.get("release"));
      assertEquals("17", properties.get("dump level"));
      assertEquals("zero pages, free pages", properties.get("left out"));
      assertEquals("0xfffffffffffff000", properties.get("phys_base"));
      assertEquals("2", properties.get("processors"));
      assertEquals("2023-11-14T22:13:20Z", properties.get("written"));
      assertEquals(62, image.machine());
    }
  }

  @Test
  void takesTheMachineFromTheNotesWhereTheHeaderNamesNone() throws IOException {
    byte[] notes =
        NoteWriter.write(
            List.of(NoteWriter.prStatus(ByteOrder.LITTLE_ENDIAN, 0, 1, new long[34])),
            ByteOrder.LITTLE_ENDIAN);
    byte[] file = new KdumpWriter().machine("").notes(notes).page(0, page(0)).build();
    try (DumpImage image = open(file)) {
      assertEquals(183, image.machine());
    }
  }

  @Test
  void refusesAnUnknownArchitecture() {
    byte[] file = new KdumpWriter().machine("vax").page(0, page(0)).build();
    DumpOpenException refused = assertThrows(DumpOpenException.class, () -> open(file).close());
    assertTrue(refused.why().contains("unknown architecture (vax)"), refused::getMessage);
  }

  @Test
  void pagesThatTheWriterDidNotReachAreCutOff() throws IOException {
    KdumpWriter writer =
        new KdumpWriter().status(STATUS_INCOMPLETE).page(0, page(0)).page(0x1000, page(1));
    byte[] file = writer.build();
    Arrays.fill(
        file, writer.descriptorOffset(0x1000), writer.descriptorOffset(0x1000) + 24, (byte) 0);
    try (DumpImage image = open(file)) {
      assertTrue(image.incomplete());
      assertArrayEquals(page(0), image.memory().read(0, PAGE));
      assertEquals(PageState.CUT_OFF, image.memory().state(0x1000));
      assertEquals(1, image.pageCounts().get(PageState.CUT_OFF));
    }
  }

  @Test
  void pagesOfAPieceThatIsNotGivenAreCutOff() throws IOException {
    KdumpWriter writer = new KdumpWriter().page(0, page(0)).page(0x1000, page(1));
    Path second = writer.split(0x1000, 0x2000).write(folder.resolve("second"));
    try (DumpImage image = DumpImages.open(List.of(second.toString()), ImageOptions.DEFAULT)) {
      assertTrue(image.incomplete());
      assertArrayEquals(page(1), image.memory().read(0x1000, PAGE));
      assertEquals(PageState.CUT_OFF, image.memory().state(0));
    }
  }

  @Test
  void refusesPiecesOfDifferentDumps() throws IOException {
    KdumpWriter one = new KdumpWriter().page(0, page(0)).page(0x1000, page(1));
    Path first = one.split(0, 0x1000).write(folder.resolve("first"));
    Path other = one.release("5.10").split(0x1000, 0x2000).write(folder.resolve("other"));
    Path whole = new KdumpWriter().page(0, page(0)).write(folder.resolve("whole"));
    for (Path wrong : List.of(other, whole)) {
      assertThrows(
          DumpOpenException.class,
          () -> DumpImages.open(List.of(first.toString(), wrong.toString()), ImageOptions.DEFAULT));
    }
  }

  @Test
  void refusesAPieceThatEndsBeforeItStarts() {
    byte[] file = new KdumpWriter().page(0, page(0)).split(0, 0x1000).build();
    Arrays.fill(file, PAGE + 80, PAGE + 88, (byte) 0xff); // start_pfn_64
    assertThrows(DumpOpenException.class, () -> open(file).close());
  }

  @Test
  void damagedDescriptorsDamageOnlyTheirPages() throws IOException {
    long[] offsets = {1L << 62, -1, 0x7fff_ffff_ffff_fff0L, 0};
    for (long offset : offsets) {
      KdumpWriter writer = new KdumpWriter().page(0, page(0)).page(0x1000, page(1));
      byte[] file = writer.page(0x2000, page(2)).build();
      byte[] bytes = new Bytes(ByteOrder.LITTLE_ENDIAN).u64(0, offset).toArray();
      System.arraycopy(bytes, 0, file, writer.descriptorOffset(0x1000), 8);
      try (DumpImage image = open(file)) {
        assertArrayEquals(page(0), image.memory().read(0, PAGE));
        assertArrayEquals(page(2), image.memory().read(0x2000, PAGE));
        assertThrows(MemoryFault.class, () -> image.memory().u8(0x1000));
      }
    }
  }

  @Test
  void aDescriptorsHugeSizeIsNoHugeAllocation() throws IOException {
    KdumpWriter writer = new KdumpWriter().page(0, page(0));
    byte[] file = writer.build();
    Arrays.fill(file, writer.descriptorOffset(0) + 8, writer.descriptorOffset(0) + 12, (byte) 0xff);
    try (DumpImage image = open(file)) {
      assertEquals(PageState.DAMAGED, image.memory().state(0));
    }
  }

  @Test
  void bitmapsLargerThanTheFileCostNothing() throws IOException {
    byte[] file = new KdumpWriter().page(0, page(0)).build();
    byte[] huge = new Bytes(ByteOrder.LITTLE_ENDIAN).u32(0, 0xffff_fffeL).toArray();
    System.arraycopy(huge, 0, file, 436, 4); // bitmap_blocks
    byte[] mapnr = new Bytes(ByteOrder.LITTLE_ENDIAN).u64(0, 1L << 45).toArray();
    System.arraycopy(mapnr, 0, file, PAGE + 96, 8); // max_mapnr_64
    try (DumpImage image = open(file)) {
      assertTrue(image.incomplete());
      assertEquals(PageState.CUT_OFF, image.memory().state(1L << 50));
      assertFalse(image.memory().ranges().isEmpty());
    }
  }

  @Test
  void refusesHeadersThatMakeNoSense() {
    byte[] good = new KdumpWriter().page(0, page(0)).build();
    int[] fields = {428, 432}; // block_size, sub_hdr_size
    for (int field : fields) {
      byte[] file = good.clone();
      Arrays.fill(file, field, field + 4, (byte) 0xff);
      assertThrows(DumpOpenException.class, () -> open(file).close());
    }
    for (int length : new int[] {8, 100, 463, 4096, 4200}) {
      DumpOpenException refused =
          assertThrows(DumpOpenException.class, () -> open(Arrays.copyOf(good, length)).close());
      assertTrue(refused.why().contains("ends inside the header"), refused::getMessage);
    }
  }

  @Test
  void readsDumpsOfLargerPages() throws IOException {
    byte[] large = new byte[1 << 16];
    Arrays.fill(large, 100, 200, (byte) 9);
    byte[] file =
        new KdumpWriter().blockSize(1 << 16).machine("aarch64").page(1 << 16, large).build();
    try (DumpImage image = open(file)) {
      assertEquals(1 << 16, image.memory().pageSize());
      assertArrayEquals(large, image.memory().read(1 << 16, 1 << 16));
    }
  }

  @Test
  void findsDescriptorsBeyondTheFirstRanks() throws IOException {
    KdumpWriter writer = new KdumpWriter();
    for (int i = 0; i < 3000; i++) { // in several blocks and chunks of the rank table
      writer.page((long) i * i * PAGE / 4 / PAGE * PAGE, page(i / 2));
    }
    try (DumpImage image = open(writer.build())) {
      for (int i = 2999; i > 0; i -= 7) {
        long address = (long) i * i * PAGE / 4 / PAGE * PAGE;
        assertEquals((byte) (i / 2), (byte) image.memory().u8(address), "page " + i);
      }
    }
  }
}
