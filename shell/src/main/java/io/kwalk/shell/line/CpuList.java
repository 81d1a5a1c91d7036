package io.kwalk.shell.line;

import io.kwalk.shell.CommandException;
import io.kwalk.shell.Session;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/** CPU specifiers: "" is the current task's, "a" or "all", "1,3-5". */
public final class CpuList {
  private CpuList() {}

  /**
   * The processors that {@code text} names.
   *
   * @throws CommandException if it makes no sense, or names one that this kernel does not have
   */
  public static BitSet parse(Session session, String text) throws CommandException {
    BitSet possible = new BitSet();
    session.kernel().perCpu().possible().forEach(possible::set);
    if (text.equals("a") || text.equals("all")) {
      return possible;
    }
    BitSet wanted = new BitSet();
    if (text.isEmpty()) {
      wanted.set(session.currentTask().cpu());
      return wanted;
    }
    for (String part : List.of(text.split(",", -1))) {
      int dash = part.indexOf('-');
      int first = cpu(dash < 0 ? part : part.substring(0, dash), text, possible);
      int last = dash < 0 ? first : cpu(part.substring(dash + 1), text, possible);
      if (last < first) {
        throw new CommandException("invalid CPU specification: " + text);
      }
      wanted.set(first, last + 1);
    }
    wanted.and(possible);
    return wanted;
  }

  private static int cpu(String text, String whole, BitSet possible) throws CommandException {
    OptionalLong cpu = Numbers.decimal(text);
    if (cpu.isEmpty()
        || cpu.getAsLong() > possible.length()
        || !possible.get((int) cpu.getAsLong())) {
      throw new CommandException(
          "invalid CPU specification: " + whole + ": this system has CPUs " + possible);
    }
    return (int) cpu.getAsLong();
  }
}
