package io.kwalk.lab.shell.docs;

import io.kwalk.lab.shell.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command at the prompt in a document, with the output that the document shows.
 *
 * @param shown its lines; "..." stands for lines that are left out
 */
record SessionBlock(String command, List<String> shown) {
  private static final String PROMPT = "kwalk> ";

  /** Those in a document's blocks of code. */
  static List<SessionBlock> in(Path document) throws IOException {
    List<SessionBlock> blocks = new ArrayList<>();
    boolean code = false;
    boolean session = false;
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith("```")) {
        code = !code;
        session = false;
      } else if (code && line.startsWith(PROMPT)) {
        blocks.add(new SessionBlock(line.substring(PROMPT.length()), new ArrayList<>()));
        session = true;
      } else if (code && session) {
        blocks.getLast().shown().add(line.stripTrailing());
      }
    }
    return blocks;
  }

  /**
   * What the program prints for the commands of blocks that follow one another in one session.
   *
   * @param arguments options and the dump
   * @param mark a command whose output stands between the others', and that output
   */
  static List<List<String>> answers(
      List<SessionBlock> blocks, List<String> arguments, String mark, String printed) {
    StringBuilder input = new StringBuilder();
    blocks.forEach(block -> input.append(block.command()).append('\n').append(mark).append('\n'));
    String all = ProgramRun.interleaved(arguments, input.toString());
    List<List<String>> answers = new ArrayList<>();
    List<String> answer = new ArrayList<>();
    for (String line : all.lines().toList()) {
      if (line.equals(printed)) {
        answers.add(answer);
        answer = new ArrayList<>();
      } else {
        answer.add(line.stripTrailing());
      }
    }
    return answers;
  }

  /**
   * What the answer does not have of what is shown: the first line that is not where it should be,
   * or "".
   */
  String missing(List<String> answer) {
    int at = 0;
    boolean gap = false;
    for (String line : shown) {
      if (line.strip().equals("...")) {
        gap = true;
        continue;
      }
      // An empty line before the next prompt is the document's.
      if (line.isEmpty() && (at >= answer.size() || !answer.get(at).isEmpty())) {
        continue;
      }
      while (gap && at < answer.size() && !answer.get(at).equals(line)) {
        at++;
      }
      if (at >= answer.size() || !answer.get(at).equals(line)) {
        return line;
      }
      at++;
      gap = false;
    }
    boolean whole = gap || answer.subList(at, answer.size()).stream().allMatch(String::isEmpty);
    return whole ? "" : "that no more follows: " + answer.get(at);
  }
}
