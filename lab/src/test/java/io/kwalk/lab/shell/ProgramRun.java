package io.kwalk.lab.shell;

import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.shell.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the program did with some arguments.
 *
 * @param status its exit status
 * @param out standard output
 * @param errors standard error
 */
public record ProgramRun(int status, String out, String errors) {
  /** Runs it with nothing on standard input. */
  public static ProgramRun of(List<String> arguments) {
    return of(arguments, "");
  }

  /** Runs it with {@code input} on standard input. */
  public static ProgramRun of(List<String> arguments, String input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int status =
        Main.run(
            arguments,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            new PrintStream(errors, true, StandardCharsets.UTF_8));
    return new ProgramRun(
        status, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
  }

  /** Standard output and standard error in the order in which they were written. */
  static String interleaved(List<String> arguments) {
    return interleaved(arguments, "");
  }

  /** The same, with {@code input} on standard input. */
  public static String interleaved(List<String> arguments, String input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(out, true, StandardCharsets.UTF_8);
    int _ =
        Main.run(
            arguments,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            errors);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What commands print over the sample dump, line by line, errors behind the rest. */
  static List<String> onSample(String... commands) {
    List<String> arguments = withCommands(List.of(commands));
    arguments.add(RealDumps.sample().vmcore().toString());
    ProgramRun run = of(arguments);
    return (run.out + run.errors).lines().toList();
  }

  /** A list that can grow: -c before each command. */
  static List<String> withCommands(List<String> commands) {
    List<String> arguments = new ArrayList<>();
    for (String command : commands) {
      arguments.add("-c");
      arguments.add(command);
    }
    return arguments;
  }
}
