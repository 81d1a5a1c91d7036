package io.kwalk.lab.shell.rows;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the program answers to lines, in one session, each answer in a file of its own. */
final class Answers {
  /** In a line and in an answer: a folder in which a command may write. */
  private static final String FOLDER = "FOLDER";

  private final List<String> lines;
  private final Path folder;

  private Answers(List<String> lines, Path folder) {
    this.lines = lines;
    this.folder = folder;
  }

  /**
   * Runs lines over a dump.
   *
   * @param format "--json" or "--csv"
   * @param folder a new one is made in it
   */
  static Answers of(RealDump dump, List<String> lines, String format, Path folder)
      throws IOException {
    Answers answers = new Answers(lines, Files.createDirectory(folder.resolve(format)));
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      input
          .append(lines.get(i).replace(FOLDER, answers.folder.toString()))
          .append(' ')
          .append(format)
          .append(" > ")
          .append(answers.file(i))
          .append('\n');
    }
    List<String> arguments =
        List.of(
            "-s",
            "--no_kwalkrc",
            "--mod",
            RealDumps.repository().resolve("samples/debug").toString(),
            dump.vmcore().toString());
    ProgramRun run = ProgramRun.of(arguments, input.toString());
    assertFalse(run.errors().contains("internal error"), run.errors());
    return answers;
  }

  private Path file(int line) {
    return folder.resolve("" + line);
  }

  List<String> lines() {
    return lines;
  }

  /** The answer to a line, "" if there was none. */
  String text(int line) throws IOException {
    return Files.exists(file(line))
        ? Files.readString(file(line)).replace(folder.toString(), FOLDER)
        : "";
  }
}
