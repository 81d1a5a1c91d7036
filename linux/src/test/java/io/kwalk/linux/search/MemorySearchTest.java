package io.kwalk.linux.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryFault.Reason;
import io.kwalk.core.memory.MemoryFault.Space;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemorySearchTest {
  private static final int PAGE = 4096;

  /** Pages of physical memory from address 0 on, all there but those that are left out. */
  private static final class Pages implements PhysicalMemory {
    final ByteBuffer bytes;
    final List<Long> missing = new ArrayList<>();
    final AtomicInteger reads = new AtomicInteger();

    Pages(int count) {
      bytes = ByteBuffer.allocate(count * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    }

    Pages word(int at, long value) {
      bytes.putLong(at, value);
      return this;
    }

    Pages text(int at, String text) {
      bytes.put(at, text.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    @Override
    public int pageSize() {
      return PAGE;
    }

    @Override
    public PageState state(long address) {
      return PageState.PRESENT;
    }

    @Override
    public List<Range> ranges() {
      return List.of(new Range(0, bytes.capacity()));
    }

    @Override
    public ByteOrder byteOrder() {
      return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public void read(long address, byte[] target, int offset, int length) {
      if (missing.contains(address / PAGE) || address + length > bytes.capacity()) {
        throw new MemoryFault(Space.PHYSICAL, address, Reason.EXCLUDED);
      }
      reads.incrementAndGet();
      bytes.get((int) address, target, offset, length);
    }
  }

  private static List<String> search(Pages pages, List<MemoryRun> runs, SearchPattern pattern) {
    List<String> found = new ArrayList<>();
    MemorySearch.run(
        pages,
        runs,
        pattern,
        (address, word, index) -> found.add(String.format("%x %x %d", address, word, index)),
        () -> {});
    return found;
  }

  private static List<MemoryRun> all(Pages pages) {
    return List.of(new MemoryRun(0, 0, pages.bytes.capacity()));
  }

  private static WordPattern words(int width, long ignored, long... values) {
    return new WordPattern(width, values, ignored, ByteOrder.LITTLE_ENDIAN);
  }

  private static TextPattern texts(String... texts) {
    List<byte[]> bytes = new ArrayList<>();
    for (String text : texts) {
      bytes.add(text.getBytes(StandardCharsets.US_ASCII));
    }
    return new TextPattern(bytes);
  }

  @Test
  void findsWordsAtMultiplesOfTheirSize() {
    Pages pages = new Pages(2).word(16, 0xdead).word(0x1003, 0xdead).word(0x1ff8, 0xdead);
    assertEquals(
        List.of("10 dead 0", "1ff8 dead 0"), search(pages, all(pages), words(8, 0, 0xdead)));
  }

  @Test
  void findsTextsOfSeveralLengthsWhereverAnyBegins() {
    Random random = new Random(7);
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < 3 * PAGE; i++) {
      letters.append((char) ('a' + random.nextInt(3)));
    }
    Pages pages = new Pages(3).text(0, letters.toString());
    List<String> texts = List.of("abcab", "bca", "aaaaaaaa", "cc", "cabcabcab");
    List<String> expected = new ArrayList<>();
    for (int at = 0; at < letters.length(); at++) {
      for (int i = 0; i < texts.size(); i++) {
        if (letters.indexOf(texts.get(i), at) == at) {
          expected.add(String.format("%x 0 %d", at, i));
          break;
        }
      }
    }
    assertTrue(expected.size() > 1000);
    assertEquals(expected, search(pages, all(pages), texts(texts.toArray(String[]::new))));
  }

  @Test
  void findsSmallWordsWithBitsThatDoNotCount() {
    Pages pages = new Pages(1).word(8, 0x1234_5678_beef_0007L);
    assertEquals(
        List.of("8 beef0007 0", "c 12345678 1"),
        search(pages, all(pages), words(4, 0xffff, 0xbeef_0000L, 0x1234_0000L)));
  }

  @Test
  void findsTextAcrossPagesThatFollowEachOther() {
    Pages pages = new Pages(3).text(0x0ffd, "marker").text(0x2000, "ker");
    // The first page's end is followed by another page where it is mapped a second time.
    List<MemoryRun> runs =
        List.of(
            new MemoryRun(0x10000, 0, 0x2000),
            new MemoryRun(0x20000, 0, PAGE),
            new MemoryRun(0x21000, 0x2000, PAGE),
            new MemoryRun(0x30000, 0, PAGE));
    assertEquals(List.of("10ffd 0 0", "20ffd 0 0"), search(pages, runs, texts("marker")));
  }

  @Test
  void findsTheFirstOfSeveralTexts() {
    Pages pages = new Pages(1).text(100, "version");
    assertEquals(List.of("64 0 1", "67 0 0"), search(pages, all(pages), texts("sion", "ver")));
  }

  @Test
  void passesOverPagesThatAreMissing() {
    Pages pages = new Pages(3).word(0, 7).word(PAGE, 7).word(2 * PAGE, 7);
    pages.missing.add(1L);
    assertEquals(List.of("0 7 0", "2000 7 0"), search(pages, all(pages), words(8, 0, 7)));
  }

  @Test
  void readsAPageOnceWhereNothingIsInIt() {
    Pages pages = new Pages(4).word(PAGE, 7);
    List<MemoryRun> runs =
        List.of(new MemoryRun(0x10000, 0, 0x4000), new MemoryRun(0x20000, 0, 0x4000));
    assertEquals(List.of("11000 7 0", "21000 7 0"), search(pages, runs, words(8, 0, 7)));
    assertEquals(5, pages.reads.get());
  }

  @Test
  void keepsTheOrderWithManyThreads() {
    Pages pages = new Pages(8192);
    List<String> expected = new ArrayList<>();
    for (int page = 0; page < 8192; page += 3) {
      pages.word(page * PAGE + 8, 42);
      expected.add(String.format("%x 2a 0", page * PAGE + 8));
    }
    assertEquals(expected, search(pages, all(pages), words(8, 0, 42)));
  }

  @Test
  void endsWhenItIsInterrupted() {
    Pages pages = new Pages(8192);
    IllegalStateException stop = new IllegalStateException("stop");
    assertEquals(
        stop,
        assertThrows(
            IllegalStateException.class,
            () ->
                MemorySearch.run(
                    pages,
                    all(pages),
                    words(8, 0, 1),
                    (_, _, _) -> {},
                    () -> {
                      throw stop;
                    })));
  }

  @Test
  void findsAddressesInARange() {
    Pages pages = new Pages(1).word(0, 0xfff).word(8, 0x1000).word(16, 0x10ff).word(24, 0x1100);
    assertEquals(
        List.of("8 1000 0", "10 10ff 0"),
        search(pages, all(pages), new AddressPattern(0x1000, 0x100, ByteOrder.LITTLE_ENDIAN)));
  }

  @Test
  void clipsRunsToARange() {
    List<MemoryRun> runs = List.of(new MemoryRun(-0x4000, 0x8000, 0x2000));
    assertEquals(
        List.of(new MemoryRun(-0x3000, 0x9000, 0x1000)),
        MemoryRun.clip(runs, new AddressRange(-0x3000, 0)));
    assertTrue(MemoryRun.clip(runs, new AddressRange(0x1000, 0x2000)).isEmpty());
    assertEquals(runs, MemoryRun.clip(runs, new AddressRange(0, 0)));
  }
}
