package io.kwalk.shell.terminal;

import io.kwalk.shell.LineRunner;
import io.kwalk.shell.Session;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Reads lines from a terminal and has them run, until the user leaves. */
public final class InteractiveShell {
  private static final String PROMPT = "kwalk> ";

  private final Session session;
  private final LineRunner runner;
  private final PrintStream errors;

  public InteractiveShell(Session session, LineRunner runner, PrintStream errors) {
    this.session = session;
    this.runner = runner;
    this.errors = errors;
  }

  /**
   * Runs the shell.
   *
   * @return whether the last command did not fail
   * @throws IOException if there is no terminal to be had
   */
  public boolean run() throws IOException {
    try (Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .provider("jni")
            .graphemeCluster(false)
            .nativeSignals(true)
            .build()) {
      terminal.handle(Terminal.Signal.INT, _ -> runner.interrupted().set(true));
      Screen screen = new Screen(session, terminal, errors);
      runner.setScreen(screen);
      LineReader reader = reader(terminal);
      try {
        return loop(reader);
      } finally {
        reader.getHistory().save();
      }
    }
  }

  private LineReader reader(Terminal terminal) {
    DefaultParser parser = new DefaultParser();
    parser.setEscapeChars(new char[0]);
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("kwalk")
            .parser(parser)
            .completer(new NameCompleter(session))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, false)
            .build();
    historyFile(reader);
    return reader;
  }

  /** A history that cannot be kept is no reason not to start. */
  private static void historyFile(LineReader reader) {
    String state = System.getenv("XDG_STATE_HOME");
    Path folder =
        state == null || state.isBlank()
            ? Path.of(System.getProperty("user.home", "/"), ".local", "state", "kwalk")
            : Path.of(state, "kwalk");
    try {
      Files.createDirectories(folder);
      reader.setVariable(LineReader.HISTORY_FILE, folder.resolve("history"));
    } catch (IOException _) {
      // As said above.
    }
  }

  private boolean loop(LineReader reader) {
    boolean done = true;
    while (!runner.hasLeft()) {
      try {
        done = runner.run(reader.readLine(PROMPT));
      } catch (UserInterruptException _) {
        // Ctrl-C at the prompt empties the line.
      } catch (EndOfFileException _) {
        break;
      }
    }
    return done;
  }
}
