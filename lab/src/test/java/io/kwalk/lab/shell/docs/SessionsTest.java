package io.kwalk.lab.shell.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What documents show of sessions is what the program prints. */
class SessionsTest {
  private static final String MARK = "btop deadbeef000";
  private static final String MARKED = "deadbeef000: deadbeef";

  private static void check(List<SessionBlock> blocks, String... options) {
    // The paths that the documents show are those of the repository's folder.
    List<String> arguments = new ArrayList<>(List.of("-s", "--no_kwalkrc"));
    arguments.addAll(List.of(options));
    arguments.add(RealDumps.sample().vmcore().toString());
    String root = RealDumps.repository() + "/";
    List<SessionBlock> absolute =
        blocks.stream()
            .map(block ->
                new SessionBlock(
                    block.command().replace("samples/", root + "samples/"), block.shown()))
            .toList();
    List<List<String>> answers = SessionBlock.answers(absolute, arguments, MARK, MARKED);
    assertEquals(blocks.size(), answers.size());
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      List<String> answer =
          answers.get(i).stream().map(line -> line.replace(root + "samples/", "samples/")).toList();
      String missing = blocks.get(i).missing(answer);
      if (!missing.isEmpty()) {
        problems.add(blocks.get(i).command() + ": not there: " + missing);
      }
    }
    assertEquals("", String.join("\n", problems));
  }

  @Test
  void theTourShowsWhatIsPrinted() throws IOException {
    List<SessionBlock> blocks = SessionBlock.in(RealDumps.repository().resolve("docs/tour.md"));
    assertTrue(blocks.size() > 40, "steps: " + blocks.size());
    check(blocks);
  }

  /** From its second session on the README's program knows the module's debug file. */
  @Test
  void theReadmeShowsWhatIsPrinted() throws IOException {
    Path readme = RealDumps.repository().resolve("README.md");
    List<SessionBlock> blocks = SessionBlock.in(readme);
    int second = blocks.stream().map(SessionBlock::command).toList().indexOf("frame 8");
    check(blocks.subList(0, second));
    check(
        blocks.subList(second, blocks.size()),
        "--mod",
        RealDumps.repository().resolve("samples/debug").toString());
  }

  @Test
  void aLineThatIsNotPrintedIsFound() {
    SessionBlock block = new SessionBlock("x", List.of("one", "...", "three"));
    assertEquals("", block.missing(List.of("one", "two", "three")));
    assertEquals("three", block.missing(List.of("one", "two")));
    assertFalse(block.missing(List.of("one", "two", "three", "four")).isEmpty());
    assertFalse(block.missing(List.of("zero", "one", "three")).isEmpty());
  }
}
