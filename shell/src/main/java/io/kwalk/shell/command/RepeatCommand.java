package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Numbers;
import java.util.ArrayList;
import java.util.List;

/** Runs a command again and again until Ctrl-C. */
public final class RepeatCommand implements Command {
  private static final int SLICE_MILLISECONDS = 50;

  @Override
  public String name() {
    return "repeat";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    List<String> words = new ArrayList<>(arguments);
    long seconds = 0;
    if (!words.isEmpty() && words.getFirst().startsWith("-")) {
      String delay = words.removeFirst();
      seconds =
          Numbers.decimal(delay.substring(1))
              .orElseThrow(() ->
                  CommandException.usage("invalid option: " + delay + ": not a number of seconds"));
    }
    if (words.isEmpty()) {
      throw CommandException.usage("a command is needed");
    }
    while (true) {
      session.execute(words, output);
      output.flush();
      pause(seconds * 1000, output);
    }
  }

  private static void pause(long milliseconds, Output output) {
    output.checkInterrupted();
    for (long slept = 0; slept < milliseconds; slept += SLICE_MILLISECONDS) {
      try {
        Thread.sleep(SLICE_MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      output.checkInterrupted();
    }
  }
}
