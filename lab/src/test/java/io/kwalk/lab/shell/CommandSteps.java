package io.kwalk.lab.shell;

import io.kwalk.shell.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Commands run one after the other in one session, what each of them printed, and whether each came
 * to its end.
 */
public final class CommandSteps {
  private final List<String> commands;
  private final Transcript out = new Transcript();
  private final Transcript errors = new Transcript();
  private final List<Step> steps = new ArrayList<>();
  private int started;
  private long since = System.nanoTime();

  /**
   * What a command did.
   *
   * @param command empty for the opening of the dump
   * @param out standard output, of a long one the start
   * @param errors standard error, of a long one the start
   */
  record Step(String command, String out, String errors, Duration took) {}

  /** The session did not come to its end. */
  static final class UnendedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnendedException(String message, StackTraceElement[] place) {
      super(message);
      setStackTrace(place);
    }
  }

  private CommandSteps(List<String> commands) {
    this.commands = commands;
  }

  /** The lines of the resource {@code commands}: all commands, with their options. */
  public static List<String> allCommands() {
    try (InputStream resource =
        Objects.requireNonNull(CommandSteps.class.getResourceAsStream("commands"))) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /**
   * Opens {@code files} and runs the commands; fewer steps than commands if it cannot be opened.
   *
   * @throws UnendedException if one takes longer than {@code limit}; it carries the place where it
   *     stood
   */
  static List<Step> run(List<Path> files, List<String> commands, Duration limit) {
    CommandSteps run = new CommandSteps(commands);
    List<String> arguments = new ArrayList<>(List.of("-s", "--no_kwalkrc", "--no-debuginfo"));
    files.forEach(file -> arguments.add(file.toString()));
    Thread session = Thread.ofPlatform().daemon().start(() -> run.session(arguments));
    run.await(session, limit);
    return run.steps;
  }

  private void session(List<String> arguments) {
    PrintStream stream = new PrintStream(errors, true, StandardCharsets.UTF_8);
    int _ = Main.run(arguments, new Lines(), out, stream);
    ended();
  }

  private void await(Thread session, Duration limit) {
    try {
      while (!session.join(Duration.ofMillis(20))) {
        if (System.nanoTime() - since() > limit.toNanos()) {
          StackTraceElement[] place = session.getStackTrace();
          out.close();
          throw new UnendedException("not ended: " + current(), place);
        }
      }
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }

  private synchronized long since() {
    return since;
  }

  private synchronized String current() {
    return started == 0 ? "" : commands.get(started - 1);
  }

  /** What is printed up to now belongs to the command before. */
  private synchronized void ended() {
    steps.add(
        new Step(
            current(), out.take(), errors.take(), Duration.ofNanos(System.nanoTime() - since)));
    since = System.nanoTime();
  }

  /** Keeps the start of what is written; a closed one ends the command that writes. */
  private static final class Transcript extends OutputStream {
    private static final int MOST = 1 << 20;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private volatile boolean closed;

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      kept.write(bytes, offset, Math.min(length, MOST - kept.size()));
    }

    String take() {
      String text = kept.toString(StandardCharsets.UTF_8);
      kept.reset();
      return text;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Gives one line at a time: asking for the next says that the one before is done. */
  private final class Lines extends InputStream {
    @Override
    public int read() {
      throw new UnsupportedOperationException("a shell reads lines");
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      ended();
      synchronized (CommandSteps.this) {
        if (started == commands.size()) {
          return -1;
        }
        byte[] line = (commands.get(started++) + "\n").getBytes(StandardCharsets.UTF_8);
        System.arraycopy(line, 0, target, offset, line.length);
        return line.length;
      }
    }
  }
}
