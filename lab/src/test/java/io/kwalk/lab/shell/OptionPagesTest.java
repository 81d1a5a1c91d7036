package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.CommandSteps.Step;
import io.kwalk.shell.CommandTable;
import io.kwalk.shell.HelpPages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Options that commands accept are in their help pages, and the others way round. What a command
 * accepts says its own parser: with the option, an argument and an option that nobody has, either
 * the first is refused or the last, and nothing runs.
 */
class OptionPagesTest {
  /** Of no command. */
  private static final String UNKNOWN = "-%";

  /** q and exit read no words, gdb takes gdb's; the option of repeat is a number. */
  private static final Set<String> WITHOUT = Set.of("q", "exit", "gdb", "repeat");

  /** Where a digit behind a hyphen is a number of an expression. */
  private static final Set<String> EXPRESSIONS = Set.of("p", "eval");

  /** "-S" of "-S=cpu[s]", "-SS", "-64"; not the hyphen of a word or of "SIZE[-SIZE]". */
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])(?<!\\w\\[)-(\\w+)");

  private static final Map<String, Set<String>> SYNOPSES = new TreeMap<>();
  private static final Map<String, Set<String>> PAGES = new TreeMap<>();
  private static final Map<String, Set<String>> ACCEPTED = new TreeMap<>();

  /** Each letter, and whatever some page has: "-64" of all commands. */
  @BeforeAll
  static void askEveryCommand() {
    Set<String> all = new TreeSet<>();
    IntStream.rangeClosed('0', 'z')
        .filter(Character::isLetterOrDigit)
        .forEach(c -> all.add(String.valueOf((char) c)));
    for (String command : CommandTable.NAMES) {
      String page = HelpPages.page(command).orElseThrow();
      PAGES.put(command, inPage(page));
      SYNOPSES.put(command, new TreeSet<>());
      add(SYNOPSES.get(command), HelpPages.section(page, "SYNOPSIS"));
      all.addAll(PAGES.get(command));
      all.addAll(SYNOPSES.get(command));
    }
    Map<String, Map.Entry<String, String>> asked = new LinkedHashMap<>();
    for (String command : CommandTable.NAMES) {
      ACCEPTED.put(command, new TreeSet<>());
      for (String option : WITHOUT.contains(command) ? Set.<String>of() : all) {
        asked.put(command + " -" + option + " 1 " + UNKNOWN, Map.entry(command, option));
      }
    }
    List<Step> steps =
        CommandSteps.run(
            List.of(RealDumps.sample().vmcore()),
            List.copyOf(asked.keySet()),
            Duration.ofMinutes(1));
    for (Step step : steps) {
      Map.Entry<String, String> question = asked.remove(step.command());
      if (question != null && !isRefused(step, question.getValue())) {
        ACCEPTED.get(question.getKey()).add(question.getValue());
      }
    }
  }

  /** What stands at the start of entries in OPTIONS. */
  private static Set<String> inPage(String page) {
    Set<String> options = new TreeSet<>();
    for (String line : HelpPages.section(page, "OPTIONS").lines().toList()) {
      if (line.startsWith("  -")) {
        add(options, line.strip().split(" {2,}", 2)[0]);
      }
    }
    return options;
  }

  private static void add(Set<String> options, String text) {
    Matcher matcher = OPTION.matcher(text);
    while (matcher.find()) {
      options.add(matcher.group(1));
    }
  }

  private static boolean isRefused(Step step, String option) {
    String told = "invalid option: -";
    int at = step.errors().indexOf(told);
    return at >= 0
        && option.indexOf(step.errors().charAt(at + told.length())) >= 0
        && !step.errors().startsWith(UNKNOWN, at + told.length() - 1);
  }

  @Test
  void whatACommandAcceptsIsInItsPage() {
    Map<String, Set<String>> missing = new TreeMap<>();
    ACCEPTED.forEach((command, accepted) -> {
      Set<String> letters =
          PAGES.get(command).stream()
              .flatMap(option -> option.chars().mapToObj(Character::toString))
              .collect(Collectors.toSet());
      Set<String> rest = new TreeSet<>(accepted);
      rest.removeAll(PAGES.get(command));
      rest.removeIf(option -> !option.matches("\\w|\\d+"));
      rest.removeIf(option -> EXPRESSIONS.contains(command) && option.matches("\\d+"));
      // "SS" and "vv" are letters, too.
      rest.removeIf(option -> letters.containsAll(List.of(option.split(""))));
      if (!rest.isEmpty()) {
        missing.put(command, rest);
      }
    });
    assertEquals("{}", missing.toString());
  }

  @Test
  void whatAPageHasIsAccepted() {
    Map<String, Set<String>> wrong = new TreeMap<>();
    PAGES.forEach((command, options) -> {
      Set<String> rest = new TreeSet<>(options);
      rest.removeAll(ACCEPTED.get(command));
      if (!rest.isEmpty()) {
        wrong.put(command, rest);
      }
    });
    assertEquals("{}", wrong.toString());
  }

  @Test
  void whatASynopsisHasIsAccepted() {
    List<String> wrong = new ArrayList<>();
    for (String command : CommandTable.NAMES) {
      Set<String> rest = new TreeSet<>(SYNOPSES.get(command));
      rest.removeAll(ACCEPTED.get(command));
      if (!WITHOUT.contains(command) && !rest.isEmpty()) {
        wrong.add(command + ": " + rest);
      }
    }
    assertEquals(Collections.emptyList(), wrong);
  }
}
