package io.kwalk.shell.line;

import io.kwalk.shell.CommandException;
import io.kwalk.shell.Session;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Processors as users name them behind a colon: "", "a", "all", "1,3,5-7". */
public final class CpuSpec {
  private CpuSpec() {}

  /**
   * Ascending, each once; "" is the processor of the current task.
   *
   * @throws CommandException if it makes no sense, or names one that this kernel does not have
   */
  public static List<Integer> parse(Session session, String text) throws CommandException {
    TreeSet<Integer> known = new TreeSet<>(session.kernel().perCpu().possible().boxed().toList());
    if (text.isEmpty()) {
      return List.of(session.currentTask().cpu());
    }
    if (text.equals("a") || text.equals("all")) {
      return List.copyOf(known);
    }
    TreeSet<Integer> chosen = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      range(part, text, known, chosen);
    }
    return List.copyOf(chosen);
  }

  private static void range(
      String part, String text, NavigableSet<Integer> known, NavigableSet<Integer> chosen)
      throws CommandException {
    int dash = part.indexOf('-');
    OptionalLong first = Numbers.decimal(dash < 0 ? part : part.substring(0, dash));
    OptionalLong last = dash < 0 ? first : Numbers.decimal(part.substring(dash + 1));
    boolean valid =
        first.isPresent()
            && last.isPresent()
            && first.getAsLong() <= last.getAsLong()
            && last.getAsLong() <= Integer.MAX_VALUE
            && known.contains((int) first.getAsLong())
            && known.contains((int) last.getAsLong());
    if (!valid) {
      throw new CommandException(
          "invalid CPU specification: " + text + ": this system has CPUs " + known);
    }
    chosen.addAll(known.subSet((int) first.getAsLong(), true, (int) last.getAsLong(), true));
  }
}
