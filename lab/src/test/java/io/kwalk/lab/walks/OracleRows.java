package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a dump holds against those that the guest recorded before it crashed, each by a rule of
 * what can happen in between: the guest goes on with its load, writes its record, loads the crash
 * kernel (kexec reads kernel and initial file system, some 60 MiB), and runs a shell for that.
 *
 * <p>A row is equal, or differs for a reason that the test names, or is wrong. How many there were
 * of each is written to {@code lab/target/oracle}, of which {@code scripts/OracleDocument.java}
 * makes {@code docs/oracle.md}.
 */
final class OracleRows {
  private static final Path FOLDER = RealDumps.repository().resolve("lab/target/oracle");

  private final String what;
  private final RealDump dump;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> different = new ArrayList<>();
  private final Map<String, Integer> reasons = new TreeMap<>();
  private int equal;

  /** Of what the record calls {@code what}, such as "vmstat", in {@code dump}. */
  OracleRows(String what, RealDump dump) {
    this.what = what;
    this.dump = dump;
  }

  /** The lines of a record, each in words. */
  static List<String[]> words(RealDump dump, String file) throws IOException {
    return Files.readAllLines(dump.oracle(file)).stream()
        .map(line -> line.strip().split("\\s+"))
        .toList();
  }

  /** The tasks of a dump that the guest recorded, each with the folder of its files. */
  static Map<Task, Path> tasks(Kernel kernel, RealDump dump) throws IOException {
    Map<Task, Path> recorded = new LinkedHashMap<>();
    try (Stream<Path> folders = Files.list(dump.oracle("t"))) {
      for (Path folder : folders.sorted().toList()) {
        Tasks.of(kernel)
            .withPid(Integer.parseInt(folder.getFileName().toString()))
            .ifPresent(task -> recorded.put(task, folder));
      }
    }
    return recorded;
  }

  /** What does not change. */
  void same(String name, @Nullable Object recorded, @Nullable Object found) {
    row(name, recorded, found, Objects.equals(recorded, found));
  }

  /** What does not change, by another rule. */
  void row(String name, @Nullable Object recorded, @Nullable Object found, boolean isRight) {
    equal += isRight ? 1 : 0;
    if (!isRight) {
      wrong.add(name + ": recorded " + recorded + ", in the dump " + found);
    }
  }

  /** What counts since boot, by at most {@code most} in that time, for the reason given. */
  void grows(String name, long recorded, long found, long most, String why) {
    changes(name, recorded, found, found >= recorded && found - recorded <= most, why);
  }

  /** What rises and falls, by at most {@code most} in that time, for the reason given. */
  void moves(String name, long recorded, long found, long most, String why) {
    changes(name, recorded, found, Math.abs(found - recorded) <= most, why);
  }

  /** What may be another if {@code isAllowed}, for the reason given. */
  void changes(
      String name,
      @Nullable Object recorded,
      @Nullable Object found,
      boolean isAllowed,
      String why) {
    boolean isSame = Objects.equals(recorded, found);
    row(name, recorded, found, isSame || isAllowed);
    if (!isSame && isAllowed) {
      equal--;
      reasons.merge(why, 1, Integer::sum);
      different.add(why + "\t" + name + "\t" + recorded + "\t" + found);
    }
  }

  /** How many rows differ for the reason {@code why}. */
  int changed(String why) {
    return reasons.getOrDefault(why, 0);
  }

  /** Fails with all rows that are wrong, and if there were fewer than {@code atLeast} rows. */
  void check(int atLeast) throws IOException {
    write();
    assertEquals("", String.join("\n", wrong));
    int rows = equal + different.size();
    assertTrue(rows >= atLeast, rows + " rows");
  }

  /** WHAT, DUMP, RELEASE, equal rows, wrong ones; below, a line each, reasons and their rows. */
  private void write() throws IOException {
    Files.createDirectories(FOLDER);
    List<String> lines = new ArrayList<>();
    String release = Files.readString(dump.folder().resolve("release")).strip();
    lines.add("%s\t%s\t%s\t%d\t%d".formatted(what, dump, release, equal, wrong.size()));
    reasons.forEach((why, rows) -> lines.add(why + "\t" + rows));
    lines.add("");
    lines.addAll(different);
    Files.write(FOLDER.resolve(what.replaceAll("\\W+", "-") + "." + dump + ".tsv"), lines);
  }
}
