package io.kwalk.shell.line;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parser behind {@link CommandLine#parse}. */
final class LineParser {
  private final String line;
  private int position;
  private final List<String> words = new ArrayList<>();
  private @Nullable String outputFile;
  private boolean append;
  private @Nullable String pipe;
  private @Nullable String inputFile;

  LineParser(String line) {
    this.line = line;
  }

  CommandLine parse() throws LineSyntaxException {
    int textEnd = -1;
    while (true) {
      skipBlanks();
      if (position >= line.length()) {
        break;
      }
      char c = line.charAt(position);
      if (c != '|' && c != '>' && (c != '<' || isShift())) {
        words.add(word());
        continue;
      }
      textEnd = textEnd < 0 ? position : textEnd;
      if (c == '|') {
        pipe = line.substring(position + 1).strip();
        if (pipe.isEmpty()) {
          throw new LineSyntaxException("nothing behind |");
        }
        break;
      }
      redirection(c);
    }
    String text = line.substring(0, textEnd < 0 ? line.length() : textEnd).strip();
    return new CommandLine(List.copyOf(words), text, outputFile, append, pipe, inputFile);
  }

  private void redirection(char c) throws LineSyntaxException {
    position++;
    if (c == '>') {
      append = position < line.length() && line.charAt(position) == '>';
      position += append ? 1 : 0;
    }
    skipBlanks();
    String file =
        position < line.length() && "|<>".indexOf(line.charAt(position)) < 0 ? word() : "";
    if (file.isEmpty()) {
      throw new LineSyntaxException("no file behind " + c);
    }
    if (file.startsWith("&")) {
      throw new LineSyntaxException(
          c
              + file
              + ": no such redirection: > FILE takes answers, messages stay on standard error");
    }
    if (c == '>') {
      outputFile = file;
    } else {
      inputFile = file;
    }
  }

  /** Whether C's {@code <<} stands here: there are no here-documents. */
  private boolean isShift() {
    return line.startsWith("<<", position);
  }

  private void skipBlanks() {
    while (position < line.length() && isBlank(line.charAt(position))) {
      position++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** One word: quotes are removed, parentheses keep blanks and redirection signs together. */
  private String word() throws LineSyntaxException {
    StringBuilder word = new StringBuilder();
    int depth = 0;
    while (position < line.length()) {
      char c = line.charAt(position);
      if (c == '"') {
        quoted(word);
        continue;
      }
      if (isShift()) {
        word.append("<<");
        position += 2;
        continue;
      }
      if (depth == 0 && (isBlank(c) || c == '|' || c == '>' && !endsArrow(word) || c == '<')) {
        break;
      }
      depth += opens(c) ? 1 : c == ')' && depth > 0 ? -1 : 0;
      if (c == '\'') {
        // Kept: foreach and p tell 'x' from x.
        int end = line.indexOf('\'', position + 1);
        if (end >= 0) {
          word.append(line, position, end + 1);
          position = end + 1;
          continue;
        }
      }
      word.append(c);
      position++;
    }
    return word.toString();
  }

  /** A parenthesis that is never closed is a character like any other. */
  private boolean opens(char c) {
    return c == '(' && line.indexOf(')', position) >= 0;
  }

  /** Whether a {@code >} here belongs to {@code ->}. */
  private static boolean endsArrow(StringBuilder word) {
    return word.length() > 1 && word.charAt(word.length() - 1) == '-';
  }

  private void quoted(StringBuilder word) throws LineSyntaxException {
    int end = line.indexOf('"', position + 1);
    if (end < 0) {
      throw new LineSyntaxException("a quote is not closed");
    }
    word.append(line, position + 1, end);
    position = end + 1;
  }
}
