package io.kwalk.shell;

import io.kwalk.shell.line.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The lines that were run: `h` lists them, `r`, `!!` and `!N` run them again. */
public final class History {
  private static final int LIMIT = 10_000;

  private final List<String> lines = new ArrayList<>();
  private int dropped;

  /** Remembers a line; the oldest go first when there are too many. */
  public void add(String line) {
    lines.add(line);
    if (lines.size() > LIMIT) {
      lines.removeFirst();
      dropped++;
    }
  }

  /** Every line behind its number, as `h` prints them. */
  public List<String> numbered() {
    List<String> numbered = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      numbered.add("[" + (dropped + i + 1) + "] " + lines.get(i));
    }
    return numbered;
  }

  /**
   * What {@code line} stands for: an earlier line if it is `r`, `r N`, `r text`, `!!` or `!N`, else
   * itself.
   *
   * @throws CommandException if there is no such line
   */
  public String expand(String line) throws CommandException {
    if (line.equals("r") || line.equals("!!")) {
      return last();
    }
    if (line.startsWith("r ")) {
      return again(line.substring(2).strip());
    }
    if (line.startsWith("!") && Numbers.decimal(line.substring(1)).isPresent()) {
      return again(line.substring(1));
    }
    return line;
  }

  private String last() throws CommandException {
    if (lines.isEmpty()) {
      throw new CommandException("no line was run before");
    }
    return lines.getLast();
  }

  private String again(String which) throws CommandException {
    OptionalLong number = Numbers.decimal(which);
    if (number.isPresent()) {
      long index = number.getAsLong() - dropped - 1;
      if (index < 0 || index >= lines.size()) {
        throw new CommandException("no line " + which + " in the history: enter h to see it");
      }
      return lines.get((int) index);
    }
    for (String line : lines.reversed()) {
      if (line.startsWith(which)) {
        return line;
      }
    }
    throw new CommandException("no line in the history begins with: " + which);
  }
}
