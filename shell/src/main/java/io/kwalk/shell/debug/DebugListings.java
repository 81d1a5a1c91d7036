package io.kwalk.shell.debug;

import io.kwalk.linux.Kernel;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import java.util.Map;
import java.util.TreeMap;

/** What {@code help} lists by letters. */
public final class DebugListings {
  /** Letters of crash's whose listings are of crash's own insides. */
  private static final Map<Character, String> INSIDES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry('a', "alias data: alias lists them"),
              Map.entry('b', "shared buffers"),
              Map.entry('B', "build data: kwalk --version says what this is"),
              Map.entry('c', "the numargs cache"),
              Map.entry('d', "the device table: dev lists devices"),
              Map.entry('e', "the extension table"),
              Map.entry('f', "the cache of files and dentries"),
              Map.entry('h', "hash table statistics"),
              Map.entry('H', "hash table statistics"),
              Map.entry('L', "the cache of LKCD dumps"),
              Map.entry('M', "numbers of one machine type"),
              Map.entry('N', "the table of socket layouts: net lists devices and sockets"),
              Map.entry('o', "the table of offsets: struct -o shows any struct's"),
              Map.entry('O', "the table of offsets: struct -o shows any struct's"),
              Map.entry('p', "the program's context: set -v lists the variables"),
              Map.entry('s', "the symbol table: sym -l lists symbols, mod the modules"),
              Map.entry('x', "text caches")));

  private DebugListings() {}

  /** The letters that list something, with what. */
  static final String TABLE =
      """
      help options:
       -D - dumpfile contents
       -g - commands by groups
       -k - kernel_table
       -K - kernel_table
       -m - machdep_table
       -n - dumpfile contents
       -r - dump registers from dumpfile header
       -t - task_table
       -T - task_table plus all tasks
       -v - vm_table
       -V - vm_table
       -z - help options\
      """;

  /**
   * Lists what {@code letter} stands for.
   *
   * @throws CommandException if that is nothing, or nothing here
   */
  public static void print(Session session, char letter, Output output) throws CommandException {
    Kernel kernel = session.kernel();
    switch (letter) {
      case 'm' -> MachineFacts.print(kernel, output);
      case 'k', 'K' -> KernelFacts.print(session, output);
      case 'n', 'D' -> DumpFacts.print(session, output);
      case 'r' -> DumpFacts.registers(session, output);
      case 't' -> TaskFacts.print(session, false, output);
      case 'T' -> TaskFacts.print(session, true, output);
      case 'v', 'V' -> MemoryFacts.print(kernel, output);
      case 'z' -> options(output);
      default -> throw refusal(letter);
    }
  }

  private static void options(Output output) {
    FactList lines = new FactList("help options", 0);
    TABLE.lines().forEach(lines::line);
    lines.print(output);
  }

  private static CommandException refusal(char letter) {
    String what = INSIDES.get(letter);
    return what == null
        ? CommandException.usage("invalid option: -" + letter)
        : new CommandException("-" + letter + " is about crash's own insides, " + what);
  }
}
