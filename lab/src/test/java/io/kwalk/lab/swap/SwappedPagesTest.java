package io.kwalk.lab.swap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.coredump.CoreFilter;
import io.kwalk.linux.coredump.ProcessCore;
import io.kwalk.linux.mm.SwapEntry;
import io.kwalk.linux.swap.SwappedPage;
import io.kwalk.linux.swap.SwappedPages;
import io.kwalk.linux.swap.UserMemory;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guests of {@code lab/scripts/dump-swap}: each page of a process holds what can be computed again
 * (lab/scripts/swapped.c).
 */
class SwappedPagesTest {
  private static final int PAGE = 4096;
  private static final int PT_LOAD = 1;
  private static final Pattern RECORD =
      Pattern.compile("swapped pid=(\\d+) address=([0-9a-f]+) pages=(\\d+)");

  private record Swapped(int pid, long address, int pages) {
    static Swapped of(RealDump dump) throws IOException {
      String text = Files.readString(dump.folder().resolve("oracle").resolve("swapped"));
      Matcher record = RECORD.matcher(text);
      assertTrue(record.find(), text);
      return new Swapped(
          Integer.parseInt(record.group(1)),
          Long.parseUnsignedLong(record.group(2), 16),
          Integer.parseInt(record.group(3)));
    }
  }

  private static List<RealDump> dumps() {
    List<RealDump> dumps = RealDumps.ofSwappedPages();
    assumeFalse(dumps.isEmpty(), "no dump with swapped pages: lab/scripts/dump-swap makes one");
    return dumps;
  }

  private static byte[] expected(int page) {
    ByteBuffer bytes = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    switch (page % 4) {
      case 0 -> text(bytes, page, PAGE);
      case 1 -> {
        while (bytes.hasRemaining()) {
          bytes.putLong(0x6b77_616c_6b00_0000L + page);
        }
      }
      case 2 -> noise(bytes, page);
      default -> {
        text(bytes, page, PAGE / 2);
        noise(bytes, page);
      }
    }
    return bytes.array();
  }

  private static void text(ByteBuffer bytes, int page, int length) {
    byte[] line =
        String.format(Locale.ROOT, "page %08d of the swapped memory\n", page)
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < length; i++) {
      bytes.put(line[i % line.length]);
    }
  }

  private static void noise(ByteBuffer bytes, int page) {
    long state = page + 1L;
    while (bytes.hasRemaining()) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      bytes.putLong(state);
    }
  }

  @Test
  void readsEveryPageThatWasSwappedOut() throws Exception {
    for (RealDump dump : dumps()) {
      Swapped swapped = Swapped.of(dump);
      try (Kernel kernel = dump.open()) {
        Task task =
            Tasks.of(kernel).all().stream()
                .filter(candidate -> candidate.pid() == swapped.pid())
                .findFirst()
                .orElseThrow();
        long pgd = kernel.field("mm_struct", "pgd").get(kernel.memory(), task.mm().orElseThrow());
        UserMemory memory = new UserMemory(kernel, kernel.memory().physical(pgd));
        Map<String, Integer> kinds = new TreeMap<>();
        for (int i = 0; i < swapped.pages(); i++) {
          long address = swapped.address() + (long) i * PAGE;
          assertArrayEquals(expected(i), memory.read(address, PAGE), dump.name() + ": page " + i);
          memory.entry(address).ifPresent(entry -> count(kernel, entry, kinds));
        }
        assertTrue(
            kinds.values().stream().mapToInt(Integer::intValue).sum() > swapped.pages() / 2,
            dump.name() + ": hardly any page was swapped out: " + kinds);
        assertEquals(algorithms(dump, kinds), used(kinds), dump.name() + ": " + kinds);
      }
    }
  }

  private static void count(Kernel kernel, SwapEntry entry, Map<String, Integer> kinds) {
    SwappedPage page = SwappedPages.find(kernel, entry).orElseThrow();
    kinds.merge(page.where() + " " + page.algorithm(), 1, Integer::sum);
  }

  /** The devices and algorithms that the guest used, as its record has them. */
  private static List<String> algorithms(RealDump dump, Map<String, Integer> kinds)
      throws IOException {
    List<String> used = new ArrayList<>();
    Path record = dump.folder().resolve("oracle").resolve("zram");
    if (!Files.exists(record)) {
      return used(kinds);
    }
    for (String line : Files.readAllLines(record)) {
      Matcher chosen = Pattern.compile("^(\\S+) .*\\[(\\S+)\\]").matcher(line);
      assertTrue(chosen.find(), line);
      used.add(chosen.group(1) + " " + chosen.group(2));
    }
    return used;
  }

  private static List<String> used(Map<String, Integer> kinds) {
    return kinds.keySet().stream()
        .filter(kind -> !kind.endsWith(" none") && !kind.endsWith(" same"))
        .toList();
  }

  @Test
  void coresHoldEveryPageThatWasSwappedOut(@TempDir Path folder) throws Exception {
    for (RealDump dump : dumps()) {
      Swapped swapped = Swapped.of(dump);
      try (Kernel kernel = dump.open()) {
        Task task = Tasks.of(kernel).withPid(swapped.pid()).orElseThrow();
        ProcessCore core = ProcessCore.of(task, CoreFilter.EVERYTHING);
        Path file = folder.resolve(dump.name());
        try (SeekableByteChannel channel =
            Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          core.write(channel, () -> {});
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int start = stored(bytes.order(ByteOrder.LITTLE_ENDIAN), swapped);
        for (int i = 0; i < swapped.pages(); i++) {
          assertEquals(
              ByteBuffer.wrap(expected(i)),
              bytes.slice(start + i * PAGE, PAGE),
              dump.name() + ": page " + i);
        }
      }
    }
  }

  /** Where a core file stores the swapped pages, by its Elf64_Phdr: one of them has them all. */
  private static int stored(ByteBuffer core, Swapped swapped) {
    int headers = (int) core.getLong(32);
    for (int i = 0; i < core.getShort(56); i++) {
      int header = headers + i * 56;
      long within = swapped.address() - core.getLong(header + 16);
      if (core.getInt(header) == PT_LOAD
          && within >= 0
          && within + (long) swapped.pages() * PAGE <= core.getLong(header + 32)) {
        return (int) (core.getLong(header + 8) + within);
      }
    }
    throw new AssertionError("no PT_LOAD stores " + swapped);
  }

  @Test
  void rdAndVtopSayWhatIsThereAndWhere() throws Exception {
    for (RealDump dump : dumps()) {
      Swapped swapped = Swapped.of(dump);
      String address = Long.toHexString(swapped.address());
      ProgramRun run =
          ProgramRun.of(
              List.of(
                  "-c",
                  "set " + swapped.pid(),
                  "-c",
                  "rd -u -a " + address + " 36",
                  "-c",
                  "vtop " + address,
                  "-c",
                  "search -u -s " + address + " -c \"page 00000000 of\"",
                  dump.vmcore().toString()));
      assertEquals(0, run.status(), dump.name() + ": " + run.errors());
      assertTrue(run.out().contains("page 00000000 of the swapped memory"), run.out());
      assertTrue(run.out().contains("\n" + address + ": page 00000000 of"), run.out());
      assertTrue(run.out().contains("SWAP: /dev/"), run.out());
      assertTrue(run.out().matches("(?s).*in z(swap|ram0), lz\\S+, \\d+ bytes\n.*"), run.out());
    }
  }
}
