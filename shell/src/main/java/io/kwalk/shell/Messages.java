package io.kwalk.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where messages go, as `set error` says: `default` is standard error and the file or pipe that a
 * command's text goes to; `redirect` that file or pipe alone, where there is one; anything else a
 * file that they are appended to. A file or pipe that takes rows (JSON, CSV) gets no messages.
 */
public final class Messages {
  static final String EVERYWHERE = "default";
  static final String REDIRECTED = "redirect";

  private final Settings settings;
  private final PrintStream console;

  Messages(Settings settings, PrintStream console) {
    this.settings = settings;
    this.console = console;
  }

  /** The user's own place for messages: standard error. */
  PrintStream console() {
    return console;
  }

  /**
   * Tells the user.
   *
   * @param redirection what the command's text goes to if that is a file or pipe
   */
  void tell(String message, @Nullable Output redirection) {
    String where = settings.get("error");
    switch (where) {
      case EVERYWHERE -> {
        onConsole(message);
        into(redirection, message);
      }
      case REDIRECTED -> {
        if (redirection == null) {
          onConsole(message);
        }
        into(redirection, message);
      }
      default -> append(where, message);
    }
  }

  private void onConsole(String message) {
    console.println(message);
    console.flush();
  }

  private static void into(@Nullable Output redirection, String message) {
    if (redirection != null) {
      redirection.line(message);
    }
  }

  /** A file that can no longer be written to must not cost the message. */
  private void append(String file, String message) {
    try {
      append(file, (message + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException | CommandException _) {
      onConsole(message);
    }
  }

  private static void append(String file, byte[] text) throws IOException, CommandException {
    Path path = LineRunner.path(file);
    Files.write(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Makes the file that `set error` names, if it is one and not there yet.
   *
   * @throws CommandException if nothing can be written to it
   */
  public static void check(String where) throws CommandException {
    if (where.equals(EVERYWHERE) || where.equals(REDIRECTED)) {
      return;
    }
    try {
      append(where, new byte[0]);
    } catch (IOException problem) {
      throw new CommandException("error " + Failures.ofFile(problem));
    }
  }
}
