package io.kwalk.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code .kwalkrc} in the home folder, then in the current one: commands to begin with. */
final class StartFiles {
  private static final String NAME = ".kwalkrc";

  private StartFiles() {}

  /** Runs those that are there; gives whether nothing failed. */
  static boolean run(ShellSession session, LineRunner runner, PrintStream errors) {
    String home = System.getProperty("user.home", "/");
    Set<Path> files = new LinkedHashSet<>();
    files.add(Path.of(home, NAME).toAbsolutePath().normalize());
    files.add(Path.of(NAME).toAbsolutePath().normalize());
    boolean done = true;
    for (Path file : files) {
      if (!Files.isRegularFile(file) || session.hasLeft()) {
        continue;
      }
      if (!isOurs(file, home)) {
        errors.println("kwalk: " + file + ": belongs to somebody else: not run");
        continue;
      }
      done &= runLines(file, runner, errors);
    }
    return done;
  }

  /** A folder of somebody else's may hold a file with commands for the shell. */
  private static boolean isOurs(Path file, String home) {
    try {
      return Files.getOwner(file).equals(Files.getOwner(Path.of(home)));
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  private static boolean runLines(Path file, LineRunner runner, PrintStream errors) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
      return runner.runAll(lines);
    } catch (IOException problem) {
      errors.println("kwalk: " + Failures.ofFile(problem));
      return false;
    } catch (CommandException problem) {
      errors.println(problem.getMessage());
      return false;
    }
  }
}
