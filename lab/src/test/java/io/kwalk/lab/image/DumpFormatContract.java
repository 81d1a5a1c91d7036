package io.kwalk.lab.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.memory.MemoryFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every dump format. A subclass writes pages in its format. */
abstract class DumpFormatContract {
  static final int PAGE = 4096;

  /** Nothing of this lies in any dump of these tests. */
  private static final long NOWHERE = 0x7_0000_0000L;

  @TempDir Path folder;

  /**
   * The files of a dump with these pages, each {@value #PAGE} bytes; written into {@link #folder}.
   */
  abstract List<String> write(SortedMap<Long, byte[]> pages) throws IOException;

  ByteOrder byteOrder() {
    return ByteOrder.LITTLE_ENDIAN;
  }

  /** Three runs of pages: compressible, random, zeros; in two ranges with a hole between. */
  private static SortedMap<Long, byte[]> samplePages() {
    Random random = new Random(42);
    SortedMap<Long, byte[]> pages = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      long address = (i < 20 ? 0x1000 : 0x40000) + (long) i * PAGE;
      byte[] page = new byte[PAGE];
      if (i % 3 == 0) {
        random.nextBytes(page);
      } else if (i % 3 == 1) {
        for (int at = 0; at < PAGE; at++) {
          page[at] = (byte) (i + at / 100 + (at % 13 == 0 ? random.nextInt(4) : 0));
        }
      }
      pages.put(address, page);
    }
    return pages;
  }

  DumpImage open(SortedMap<Long, byte[]> pages) throws IOException {
    return DumpImages.open(write(pages), ImageOptions.DEFAULT);
  }

  @Test
  void readsEveryPageThatWasWritten() throws IOException {
    SortedMap<Long, byte[]> pages = samplePages();
    try (DumpImage image = open(pages)) {
      for (Map.Entry<Long, byte[]> page : pages.entrySet()) {
        long address = page.getKey();
        assertArrayEquals(page.getValue(), image.memory().read(address, PAGE), "at " + address);
        PageState state = image.memory().state(address);
        boolean zeros = Arrays.equals(page.getValue(), new byte[PAGE]);
        assertTrue(
            state == PageState.PRESENT || zeros && state == PageState.ZERO, () -> "is " + state);
      }
    }
  }

  @Test
  void readsAcrossPages() throws IOException {
    SortedMap<Long, byte[]> pages = samplePages();
    try (DumpImage image = open(pages)) {
      byte[] run = new byte[20 * PAGE];
      for (int i = 0; i < 20; i++) {
        System.arraycopy(pages.get(0x1000L + (long) i * PAGE), 0, run, i * PAGE, PAGE);
      }
      assertArrayEquals(
          Arrays.copyOfRange(run, 100, run.length - 100),
          image.memory().read(0x1000 + 100, run.length - 200));
    }
  }

  @Test
  void readsIntegersAtAnyAddressInTheDumpsByteOrder() throws IOException {
    SortedMap<Long, byte[]> pages = samplePages();
    try (DumpImage image = open(pages)) {
      PhysicalMemory memory = image.memory();
      assertEquals(byteOrder(), memory.byteOrder());
      assertEquals(byteOrder(), image.byteOrder());
      for (int at = PAGE - 20; at < PAGE + 20; at++) {
        long address = 0x1000L + at;
        ByteBuffer expected = ByteBuffer.wrap(memory.read(address, 8)).order(byteOrder());
        assertEquals(expected.getLong(0), memory.u64(address));
        assertEquals(expected.getInt(0), memory.s32(address));
        assertEquals(expected.getInt(0) & 0xffff_ffffL, memory.u32(address));
        assertEquals(expected.getShort(0) & 0xffff, memory.u16(address));
        assertEquals(expected.get(0) & 0xff, memory.u8(address));
      }
    }
  }

  @Test
  void faultNamesTheFirstByteThatIsNotThere() throws IOException {
    SortedMap<Long, byte[]> pages = samplePages();
    long end = 0x1000 + 20L * PAGE;
    try (DumpImage image = open(pages)) {
      PhysicalMemory memory = image.memory();
      assertFault(end, MemoryFault.Reason.NOT_COVERED, () -> memory.read(end - 10, 20));
      assertFault(end, MemoryFault.Reason.NOT_COVERED, () -> memory.u64(end - 4));
      assertFault(end, MemoryFault.Reason.NOT_COVERED, () -> memory.u8(end));
    }
  }

  @Test
  void memoryThatNoRangeHoldsIsNotCovered() throws IOException {
    try (DumpImage image = open(samplePages())) {
      PhysicalMemory memory = image.memory();
      for (long address : new long[] {NOWHERE, 0, -8, Long.MAX_VALUE - 7, Long.MIN_VALUE}) {
        assertEquals(PageState.NOT_COVERED, memory.state(address));
        assertFault(address, MemoryFault.Reason.NOT_COVERED, () -> memory.u64(address));
      }
    }
  }

  @Test
  void rangesAscendAndHoldAllPages() throws IOException {
    SortedMap<Long, byte[]> pages = samplePages();
    try (DumpImage image = open(pages)) {
      long last = -1;
      List<Range> ranges = image.memory().ranges();
      for (Range range : ranges) {
        assertTrue(range.start() > last && range.end() > range.start(), ranges::toString);
        last = range.end();
      }
      for (long address : pages.keySet()) {
        assertTrue(
            ranges.stream().anyMatch(r -> r.start() <= address && r.end() >= address + PAGE),
            ranges::toString);
      }
      assertEquals(2, ranges.size(), ranges::toString);
    }
  }

  @Test
  void countsPagesByState() throws IOException {
    SortedMap<Long, byte[]> pages = samplePages();
    try (DumpImage image = open(pages)) {
      Map<PageState, Long> counts = image.pageCounts();
      long there =
          counts.getOrDefault(PageState.PRESENT, 0L) + counts.getOrDefault(PageState.ZERO, 0L);
      assertEquals(pages.size(), there, counts::toString);
    }
  }

  @Test
  void aWholeDumpIsNotIncomplete() throws IOException {
    try (DumpImage image = open(samplePages())) {
      assertEquals(false, image.incomplete());
    }
  }

  @Test
  void givesTheSameBytesToManyThreadsWithTheSmallestCache() throws Exception {
    SortedMap<Long, byte[]> pages = samplePages();
    List<Long> addresses = List.copyOf(pages.keySet());
    try (DumpImage image = DumpImages.open(write(pages), ImageOptions.DEFAULT.withCacheBytes(0));
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(thread);
        readers.add(
            threads.submit(() -> {
              for (int i = 0; i < 2000; i++) {
                long address = addresses.get(random.nextInt(addresses.size()));
                assertArrayEquals(pages.get(address), image.memory().read(address, PAGE));
              }
            }));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
  }

  @Test
  void aCutDumpIsRefusedOrGivesAllBytesThatItStillHas() throws IOException {
    SortedMap<Long, byte[]> pages = samplePages();
    List<String> files = write(pages);
    Path last = Path.of(pathOf(files.getLast()));
    byte[] whole = Files.readAllBytes(last);
    int opened = 0;
    int gone = pages.size();
    for (int cut = 1; cut < 60; cut++) {
      Files.write(last, Arrays.copyOf(whole, (int) ((long) whole.length * cut / 60)));
      try (DumpImage image = DumpImages.open(files, ImageOptions.DEFAULT)) {
        opened++;
        int missing = compareWithFaultsOf(image, pages, MemoryFault.Reason.CUT_OFF);
        assertTrue(missing <= gone, "more of the file must not give fewer pages");
        gone = missing;
      } catch (DumpOpenException refused) {
        assertEquals(0, opened, "a longer piece cannot be refused: " + refused.getMessage());
      }
    }
    assertTrue(opened > 0);
  }

  /** Returns how many pages faulted. */
  private static int compareWithFaultsOf(
      DumpImage image, SortedMap<Long, byte[]> pages, MemoryFault.Reason reason) {
    int missing = 0;
    for (Map.Entry<Long, byte[]> page : pages.entrySet()) {
      try {
        assertArrayEquals(page.getValue(), image.memory().read(page.getKey(), PAGE));
      } catch (MemoryFault fault) {
        boolean raw = fault.reason() == MemoryFault.Reason.NOT_COVERED;
        assertTrue(raw || fault.reason() == reason, fault::getMessage);
        missing++;
      }
    }
    return missing;
  }

  @Test
  void anyByteMayBeWrong() throws IOException {
    SortedMap<Long, byte[]> pages = samplePages();
    List<String> files = write(pages);
    Path last = Path.of(pathOf(files.getLast()));
    byte[] whole = Files.readAllBytes(last);
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] wrong = whole.clone();
      // Headers are few of the bytes, and where most can go wrong.
      int bound = i % 2 == 0 ? Math.min(whole.length, 3 * PAGE) : whole.length;
      wrong[random.nextInt(bound)] ^= (byte) (1 << random.nextInt(8));
      Files.write(last, wrong);
      DumpReading.readAll(files);
    }
  }

  static String pathOf(String argument) {
    int at = argument.indexOf("@0x");
    return at < 0 ? argument : argument.substring(0, at);
  }

  static void assertFault(long address, MemoryFault.Reason reason, Runnable read) {
    MemoryFault fault = assertThrows(MemoryFault.class, read::run);
    assertEquals(Long.toHexString(address), Long.toHexString(fault.address()));
    assertEquals(reason, fault.reason());
    assertEquals(MemoryFault.Space.PHYSICAL, fault.space());
  }
}
