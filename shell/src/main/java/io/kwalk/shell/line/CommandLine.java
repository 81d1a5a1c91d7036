package io.kwalk.shell.line;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line as the user typed it, taken apart: the command's words, where its output goes and where
 * further arguments come from.
 *
 * @param words the command and its arguments, quotes removed
 * @param text the command's part of the line as it was typed
 * @param outputFile behind {@code >} or {@code >>}
 * @param append whether it was {@code >>}
 * @param pipe the shell command behind {@code |}
 * @param inputFile behind {@code <}: more arguments, one run a line; with no words, a file of
 *     commands
 */
public record CommandLine(
    List<String> words,
    String text,
    @Nullable String outputFile,
    boolean append,
    @Nullable String pipe,
    @Nullable String inputFile) {

  /**
   * Takes {@code line} apart. {@code |}, {@code >} and {@code <} count outside quotes and
   * parentheses only, so that {@code eval (1 << 27)} and {@code p (a | b)} work.
   *
   * @throws LineSyntaxException if a quote or a redirection is not complete
   */
  public static CommandLine parse(String line) throws LineSyntaxException {
    return new LineParser(line).parse();
  }

  /** What stands at the start of {@code line}, up to a blank or a redirection. */
  public static String firstWord(String line) {
    int end = 0;
    while (end < line.length() && " \t|<>".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    return line.substring(0, end);
  }
}
