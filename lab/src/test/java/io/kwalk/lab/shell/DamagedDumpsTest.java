package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.DamagedDump;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.CommandSteps.Step;
import io.kwalk.shell.CommandTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command over dumps that are cut off or damaged: each ends by itself, prints what it can,
 * and says in few lines what it could not read.
 */
@Isolated("its commands have ten seconds each, which other tests would take from them")
class DamagedDumpsTest {
  /** Far more than any command takes over these dumps. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Bytes of the file that are others. */
  private static final int FLIPS = 1000;

  /** Pages of memory, of some ten thousand, that are others. */
  private static final int PAGES = 200;

  /** One for each module without a file is the most: one for each damaged thing tells nobody. */
  private static final int MOST_ERRORS = 80;

  @TempDir static Path folder;

  /** A dump and what happens to it. */
  record Damaged(RealDump dump, String how, Making making) {
    interface Making {
      void make(Path dump, Path target) throws IOException;
    }

    @Override
    public String toString() {
      return dump + " " + how;
    }
  }

  static Stream<Damaged> damaged() {
    List<Damaged> all = new ArrayList<>();
    all.addAll(of(RealDumps.sample(), 2));
    RealDumps.named("k61").ifPresent(dump -> all.addAll(of(dump, 20)));
    RealDumps.named("k73").ifPresent(dump -> all.addAll(of(dump, 2)));
    RealDumps.ofAllMachines().stream()
        .filter(RealDump::isOfQemu)
        .findFirst()
        .ifPresent(dump -> all.addAll(of(dump, 2)));
    return all.stream();
  }

  private static List<Damaged> of(RealDump dump, int seeds) {
    List<Damaged> all = new ArrayList<>();
    for (int percent : List.of(30, 60, 90)) {
      all.add(
          new Damaged(dump, "cut at " + percent, (from, to) -> DamagedDump.cut(from, to, percent)));
    }
    for (int seed = 0; seed < seeds; seed++) {
      int number = seed;
      all.add(
          new Damaged(
              dump, "bytes " + seed, (from, to) -> DamagedDump.flip(from, to, FLIPS, number)));
    }
    if (dump.isOfQemu()) {
      // Its records are flattened: pages in it cannot be written anew where they are.
      return all;
    }
    for (int seed = 0; seed < Math.min(8, seeds); seed++) {
      all.add(pages(dump, "zeros " + seed, DamagedDump::zeros, seed));
      all.add(pages(dump, "ones " + seed, DamagedDump::ones, seed));
      all.add(pages(dump, "crossed pointers " + seed, DamagedDump::crossedPointers, seed));
    }
    return all;
  }

  private static Damaged pages(RealDump dump, String how, DamagedDump.Damage damage, int seed) {
    return new Damaged(dump, how, (from, to) -> DamagedDump.pages(from, to, damage, PAGES, seed));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void everyCommandEndsAndSaysWhatItMeets(Damaged damaged) throws IOException {
    Path file = folder.resolve("vmcore");
    damaged.making().make(damaged.dump().vmcore(), file);
    everyCommandEnds(file);
    Files.delete(file);
  }

  /** Whole ones of arm64, and those that an old makedumpfile wrote without slab pages. */
  static Stream<RealDump> unusual() {
    List<RealDump> dumps = new ArrayList<>(RealDumps.withoutSlabs());
    RealDumps.ofAllMachines().stream().filter(RealDump::isOfQemu).forEach(dumps::add);
    Assumptions.assumeFalse(dumps.isEmpty(), "no dump of arm64, none without slab pages");
    return dumps.stream();
  }

  @ParameterizedTest
  @MethodSource("unusual")
  void everyCommandEndsOverUnusualDumps(RealDump dump) {
    everyCommandEnds(dump.vmcore());
  }

  private static void everyCommandEnds(Path file) {
    List<Step> steps = CommandSteps.run(List.of(file), CommandSteps.allCommands(), LIMIT);
    List<String> bad = new ArrayList<>();
    for (Step step : steps) {
      String why = complaint(step);
      if (!why.isEmpty()) {
        bad.add(step.command() + ": " + why);
      }
    }
    assertEquals(List.of(), bad);
    assertTrue(steps.size() == 1 || steps.size() == CommandSteps.allCommands().size() + 2);
  }

  /** What a command must not do, or nothing. */
  private static String complaint(Step step) {
    String all = step.out() + step.errors();
    if (all.contains("internal error") || all.contains("Exception") || all.contains("\tat ")) {
      return all.lines()
          .filter(line -> line.contains("rror") || line.contains("xception"))
          .limit(3)
          .toList()
          .toString();
    }
    long lines = step.errors().lines().count();
    if (lines > MOST_ERRORS) {
      return lines + " lines of errors: " + step.errors().lines().limit(3).toList();
    }
    return "";
  }

  @Test
  void theListNamesEveryCommand() {
    List<String> words =
        CommandSteps.allCommands().stream().map(line -> line.split(" ", 2)[0]).toList();
    List<String> missing = new ArrayList<>(CommandTable.NAMES);
    missing.removeAll(words);
    assertEquals(List.of("exit", "q"), missing);
  }
}
