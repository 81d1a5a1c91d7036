package io.kwalk.shell;

import io.kwalk.linux.Kernel;
import io.kwalk.shell.launch.LaunchOptions;
import io.kwalk.shell.rows.CsvWriter;
import io.kwalk.shell.terminal.InteractiveShell;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A session from its start files to its last command. */
final class ShellStart {
  private static final int DEMO_LOG_LINES = 40;

  private final LaunchOptions options;
  private final OutputStream out;
  private final PrintStream errors;
  private final ShellSession session;
  private final LineRunner runner;

  ShellStart(
      Kernel kernel,
      List<String> dumps,
      LaunchOptions options,
      OutputStream out,
      PrintStream errors,
      boolean debug) {
    this.options = options;
    this.out = out;
    this.errors = errors;
    session = new ShellSession(kernel, dumps.stream().map(ShellStart::path).toList());
    runner = new LineRunner(session, out, errors, format(options), debug);
    settings();
  }

  private static AnswerFormat format(LaunchOptions options) {
    return options.csv()
        ? AnswerFormat.CSV
        : options.json() ? AnswerFormat.JSON : AnswerFormat.TEXT;
  }

  /** Of a raw image, without its address. */
  private static Path path(String dump) {
    int at = dump.lastIndexOf("@0x");
    return Path.of(at > 0 && !Files.exists(Path.of(dump)) ? dump.substring(0, at) : dump);
  }

  private void settings() {
    Settings settings = session.settings();
    settings.set("silent", options.silent() ? "on" : "off");
    settings.set("zero_excluded", options.zeroExcluded() ? "on" : "off");
    for (int i = 0; i < options.settings().size(); i += 2) {
      settings.set(options.settings().get(i), options.settings().get(i + 1));
    }
    String scroll = settings.get("scroll");
    if (scroll.equals("less") || scroll.equals("more")) {
      settings.set("pager", scroll);
    }
    settings.set("scroll", options.silent() || options.noScroll() ? "off" : "on");
  }

  /**
   * Start files, then -i, then -c; without -c standard input.
   *
   * @param interactive whether a person types there
   * @return whether nothing failed
   */
  boolean run(InputStream in, boolean interactive) throws IOException {
    boolean done = options.noStartFile() || StartFiles.run(session, runner, errors);
    String inputFile = options.inputFile();
    if (inputFile != null && !session.hasLeft()) {
      done &= runner.run("< " + quoted(inputFile));
    }
    for (String command : options.commands()) {
      if (!session.hasLeft()) {
        done &= runner.run(command);
      }
    }
    if (options.commands().isEmpty() && !session.hasLeft()) {
      done &= interactive ? atTerminal() : lines(in);
    }
    return done;
  }

  private static String quoted(String file) {
    return "\"" + file + "\"";
  }

  private boolean atTerminal() throws IOException {
    if (!options.silent() && CommandTable.isCommand("sys")) {
      boolean _ = runner.run("sys");
      out.write('\n');
    }
    boolean _ = new InteractiveShell(session, runner, errors).run();
    // Somebody at a terminal has seen what failed.
    return true;
  }

  private boolean lines(InputStream in) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    boolean done = true;
    String line = reader.readLine();
    while (line != null && !session.hasLeft()) {
      done &= runner.run(line);
      line = session.hasLeft() ? null : reader.readLine();
    }
    return done;
  }

  /** What happened in the sample: system, end of the log, the panicking task, the tasks. */
  boolean demo() throws IOException {
    boolean done = step("sys", "The machine and its end");
    done &= endOfLog();
    done &= step("bt", "Where the panicking task stood");
    done &= step("ps", "The tasks");
    return done;
  }

  private boolean step(String command, String title) throws IOException {
    if (!CommandTable.isCommand(command)) {
      return true;
    }
    title(title, command);
    return runner.run(command);
  }

  private void title(String title, String command) throws IOException {
    String text = "\n== " + title + " (kwalk> " + command + ")\n\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private boolean endOfLog() throws IOException {
    if (!CommandTable.isCommand("log")) {
      return true;
    }
    title("The end of the kernel's log", "log | tail");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    StreamOutput output =
        new StreamOutput(
            log,
            new Messages(session.settings(), errors),
            AnswerFormat.TEXT,
            new CsvWriter(),
            new AtomicBoolean());
    try {
      new Dispatcher(session).execute("log", output);
      output.flush();
    } catch (CommandException problem) {
      errors.println(problem.getMessage());
      return false;
    }
    List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
    for (String line : lines.subList(Math.max(0, lines.size() - DEMO_LOG_LINES), lines.size())) {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return true;
  }
}
