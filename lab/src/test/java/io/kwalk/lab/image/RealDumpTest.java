package io.kwalk.lab.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.image.PrStatus;
import io.kwalk.core.memory.MemoryFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real dumps in ../shared/dumps, where there are any: whole, and cut at several places. */
@Tag("slow")
class RealDumpTest {
  private static final Path DUMPS =
      Path.of(System.getProperty("kwalk.root", "..")).resolve("../shared/dumps");

  @TempDir Path folder;

  private static Path vmcore(String name) {
    Path file = DUMPS.resolve(name).resolve("vmcore");
    assumeTrue(Files.exists(file), () -> "no real dump at " + file + ": not tested");
    return file;
  }

  private static DumpImage open(Path file) throws IOException {
    return DumpImages.open(List.of(file.toString()), ImageOptions.DEFAULT);
  }

  private static Map<PageState, Long> countByReading(DumpImage image) {
    Map<PageState, Long> counts = new EnumMap<>(PageState.class);
    PhysicalMemory memory = image.memory();
    byte[] page = new byte[memory.pageSize()];
    for (Range range : memory.ranges()) {
      for (long at = range.start(); at < range.end(); at += page.length) {
        PageState state = PageState.PRESENT;
        try {
          memory.read(at, page, 0, page.length);
        } catch (MemoryFault fault) {
          state = memory.state(at);
        }
        counts.merge(state, 1L, Long::sum);
      }
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"k61", "k73"})
  void everyPageThatTheBitmapsPromiseCanBeRead(String name) throws IOException {
    try (DumpImage image = open(vmcore(name))) {
      Map<PageState, Long> counts = image.pageCounts();
      Map<PageState, Long> read = countByReading(image);
      assertEquals(counts.get(PageState.PRESENT), read.get(PageState.PRESENT));
      assertEquals(counts.get(PageState.EXCLUDED), read.get(PageState.EXCLUDED));
      assertFalse(read.containsKey(PageState.DAMAGED), read::toString);
      assertFalse(image.incomplete());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"k61", "k73"})
  void headersNameTheKernelOfTheGuest(String name) throws IOException {
    Path vmcore = vmcore(name);
    String release = Files.readString(vmcore.resolveSibling("release")).strip();
    try (DumpImage image = open(vmcore)) {
      assertEquals(release, image.properties().get("release"));
      String info = new String(image.vmcoreinfo().orElseThrow(), StandardCharsets.US_ASCII);
      assertTrue(info.startsWith("OSRELEASE=" + release + "\n"), info);
      assertEquals(2, PrStatus.all(image).size());
      assertEquals(62, image.machine());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 60, 90})
  void aCutDumpGivesEveryPageThatItStillHas(int percent) throws IOException {
    Path whole = vmcore("k61");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut");
    Files.write(cut, Arrays.copyOf(bytes, (int) ((long) bytes.length * percent / 100)));
    try (DumpImage image = open(cut);
        DumpImage original = open(whole)) {
      assertTrue(image.incomplete());
      Map<PageState, Long> counts = image.pageCounts();
      Map<PageState, Long> read = countByReading(image);
      assertEquals(counts.get(PageState.CUT_OFF), read.get(PageState.CUT_OFF));
      assertEquals(counts.get(PageState.PRESENT), read.get(PageState.PRESENT));
      assertSamePages(original.memory(), image.memory());
    }
  }

  private static void assertSamePages(PhysicalMemory whole, PhysicalMemory cut) {
    byte[] expected = new byte[whole.pageSize()];
    byte[] page = new byte[whole.pageSize()];
    for (Range range : cut.ranges()) {
      for (long at = range.start(); at < range.end(); at += page.length) {
        if (cut.state(at) == PageState.PRESENT) {
          whole.read(at, expected, 0, page.length);
          cut.read(at, page, 0, page.length);
          assertTrue(Arrays.equals(expected, page), "at " + Long.toHexString(at));
        }
      }
    }
  }
}
