package io.kwalk.shell;

import io.kwalk.shell.line.CommandLine;
import io.kwalk.shell.line.LineSyntaxException;
import io.kwalk.shell.rows.CsvWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs lines as the user typed them: comments, aliases, redirections, shell commands, input files.
 * Whatever a command throws ends in one line of message here, and the shell goes on.
 */
public final class LineRunner {
  /** Input files may name input files; more is a loop. */
  private static final int MAX_INPUT_DEPTH = 16;

  private final ShellSession session;
  private final OutputStream out;
  private final Messages messages;
  private final AnswerFormat format;
  private final CsvWriter csv = new CsvWriter();
  private final boolean debug;
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final History history = new History();
  private @Nullable Supplier<OutputStream> screen;
  private int inputDepth;
  private int notesTold;

  LineRunner(
      ShellSession session,
      OutputStream out,
      PrintStream errors,
      AnswerFormat format,
      boolean debug) {
    this.session = session;
    this.out = out;
    messages = new Messages(session.settings(), errors);
    this.format = format;
    this.debug = debug;
  }

  /** Set it to end the running command. */
  public AtomicBoolean interrupted() {
    return interrupted;
  }

  /**
   * Runs one line.
   *
   * @return whether nothing failed
   */
  public boolean run(String line) {
    interrupted.set(false);
    String text;
    try {
      text = history.expand(line.strip());
    } catch (CommandException problem) {
      return failed(String.valueOf(problem.getMessage()));
    }
    if (text.isEmpty() || text.startsWith("#") || text.startsWith("//")) {
      return true;
    }
    history.add(text);
    if (text.equals("h")) {
      return listHistory();
    }
    boolean done = runNoted(text);
    tellNotes();
    return done;
  }

  /** What is missing as a whole (symbols, types) is told once, when a command first met it. */
  private void tellNotes() {
    List<String> notes = session.kernel().notes();
    for (String note : notes.subList(Math.min(notesTold, notes.size()), notes.size())) {
      messages.tell("kwalk: " + Text.escape(note), null);
    }
    notesTold = notes.size();
  }

  private boolean runNoted(String text) {
    try {
      return text.startsWith("!") ? runOutside(text.substring(1).strip()) : runInside(text);
    } catch (CommandException problem) {
      return failed(String.valueOf(problem.getMessage()));
    } catch (LineSyntaxException problem) {
      return failed(String.valueOf(problem.getMessage()));
    } catch (InterruptedCommandException ended) {
      if (ended.isReaderGone() && screen == null) {
        session.leave();
      }
      return ended.isReaderGone() && screen != null;
    } catch (IOException problem) {
      return failed(Failures.ofFile(problem));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError defect) {
      return failed(Failures.internal(defect, debug, messages.console()));
    }
  }

  /** Whether the user asked to leave. */
  public boolean hasLeft() {
    return session.hasLeft();
  }

  /** From now on each command's output goes to a stream of its own; null is the plain one. */
  public void setScreen(Supplier<OutputStream> supplier) {
    screen = supplier;
  }

  private boolean listHistory() {
    StreamOutput output = new StreamOutput(out, messages, AnswerFormat.TEXT, csv, interrupted);
    history.numbered().forEach(output::line);
    output.flush();
    return true;
  }

  private boolean failed(String message) {
    messages.tell(message, null);
    return false;
  }

  private boolean runInside(String text) throws CommandException, LineSyntaxException, IOException {
    CommandLine line = CommandLine.parse(session.aliases().expand(text));
    if (line.outputFile() != null) {
      return intoFile(line, line.outputFile());
    }
    if (line.pipe() != null) {
      return intoPipe(line, line.pipe());
    }
    Supplier<OutputStream> pages = screen;
    if (pages == null) {
      return into(line, output(out, csv));
    }
    try (OutputStream stream = pages.get()) {
      return into(line, output(stream, new CsvWriter()));
    }
  }

  private boolean intoFile(CommandLine line, String file) throws CommandException, IOException {
    StandardOpenOption how =
        line.append() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (OutputStream stream =
        Files.newOutputStream(
            path(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      return into(line, output(stream, new CsvWriter()).asRedirection());
    }
  }

  static Path path(String file) throws CommandException {
    try {
      return file.startsWith("~/")
          ? Path.of(System.getProperty("user.home", "/"), file.substring(2))
          : Path.of(file);
    } catch (InvalidPathException _) {
      throw new CommandException(file + ": not a file name");
    }
  }

  private boolean intoPipe(CommandLine line, String command) throws CommandException, IOException {
    out.flush();
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command)
            .redirectOutput(redirect())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread copier = copier(process);
    boolean done;
    try (OutputStream stream = process.getOutputStream()) {
      done = into(line, output(stream, new CsvWriter()).asRedirection());
    } catch (InterruptedCommandException ended) {
      // A reader that has seen enough (head) is no failure.
      done = ended.isReaderGone();
    } catch (IOException _) {
      done = true;
    }
    return waitFor(process, copier) && done;
  }

  /** The real standard output is handed on; anything else (a test's buffer) is copied to. */
  private ProcessBuilder.Redirect redirect() {
    return out instanceof StandardOutput
        ? ProcessBuilder.Redirect.INHERIT
        : ProcessBuilder.Redirect.PIPE;
  }

  /** Copies what a process answers, beside the writing to it: else both could wait for ever. */
  private Thread copier(Process process) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (InputStream answer = process.getInputStream()) {
            answer.transferTo(out);
          } catch (IOException _) {
            process.destroy();
          }
        });
  }

  private static boolean waitFor(Process process, Thread copier) {
    try {
      int status = process.waitFor();
      copier.join();
      return status >= 0;
    } catch (InterruptedException _) {
      process.destroy();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private StreamOutput output(OutputStream stream, CsvWriter rows) {
    return new StreamOutput(stream, messages, format, rows, interrupted);
  }

  /** What fails is told before the file or pipe is closed, which may want to know. */
  private boolean into(CommandLine line, StreamOutput output) throws IOException {
    try {
      return answer(line, output);
    } catch (CommandException problem) {
      return failed(String.valueOf(problem.getMessage()), output);
    } catch (InterruptedCommandException ended) {
      throw ended;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError defect) {
      return failed(Failures.internal(defect, debug, messages.console()), output);
    } finally {
      output.flush();
    }
  }

  private static boolean failed(String message, StreamOutput output) {
    output.tell(message);
    return false;
  }

  private boolean answer(CommandLine line, StreamOutput output)
      throws CommandException, IOException {
    if (line.inputFile() != null) {
      return withInput(line, line.inputFile(), output);
    }
    new Dispatcher(session).execute(line, output);
    return true;
  }

  private boolean withInput(CommandLine line, String file, StreamOutput output)
      throws CommandException, IOException {
    List<String> lines = readLines(file);
    if (line.words().isEmpty()) {
      output.flush();
      return runAll(lines);
    }
    boolean done = true;
    for (String arguments : lines) {
      output.checkInterrupted();
      try {
        new Dispatcher(session).execute(line.text() + " " + arguments, output);
      } catch (CommandException problem) {
        done = failed(String.valueOf(problem.getMessage()), output);
      }
    }
    return done;
  }

  static List<String> readLines(String file) throws CommandException {
    try {
      return new String(Files.readAllBytes(path(file)), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException problem) {
      throw new CommandException(Failures.ofFile(problem));
    }
  }

  /** Runs the lines of an input file until one leaves the shell. */
  boolean runAll(List<String> lines) throws CommandException {
    if (inputDepth >= MAX_INPUT_DEPTH) {
      throw new CommandException("input files name each other without end");
    }
    inputDepth++;
    boolean done = true;
    for (String line : lines) {
      done &= run(line);
      if (session.hasLeft()) {
        break;
      }
    }
    inputDepth--;
    return done;
  }

  private boolean runOutside(String command) throws IOException {
    out.flush();
    String shell = System.getenv("SHELL");
    List<String> words =
        command.isEmpty()
            ? List.of(shell == null ? "/bin/sh" : shell)
            : List.of("/bin/sh", "-c", command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectOutput(redirect())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    if (out instanceof StandardOutput) {
      builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
    }
    Process process = builder.start();
    return waitFor(process, copier(process)) && process.exitValue() == 0;
  }
}
