package io.kwalk.shell.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void takesWordsAndQuotesApart() throws LineSyntaxException {
    assertEquals(
        List.of("alias", "nfs", "ps | grep nfs"),
        CommandLine.parse("alias nfs \"ps | grep nfs\"").words());
    assertEquals(List.of("alias", "nfs", ""), CommandLine.parse("alias nfs \"\"").words());
  }

  @Test
  void keepsSingleQuotesForPatternsAndCharacters() throws LineSyntaxException {
    assertEquals(
        List.of("foreach", "'a|b c'", "ps"), CommandLine.parse("foreach 'a|b c' ps").words());
  }

  @Test
  void redirectsIntoAFile() throws LineSyntaxException {
    CommandLine line = CommandLine.parse("ps -p 1 >/tmp/x");
    assertEquals(List.of("ps", "-p", "1"), line.words());
    assertEquals("/tmp/x", line.outputFile());
    assertEquals(false, line.append());
    assertTrue(CommandLine.parse("ps >> x").append());
  }

  @Test
  void handsTheRestBehindABarToTheShell() throws LineSyntaxException {
    CommandLine line = CommandLine.parse("log | grep 'a > b' | wc -l > x");
    assertEquals(List.of("log"), line.words());
    assertEquals("grep 'a > b' | wc -l > x", line.pipe());
    assertNull(line.outputFile());
  }

  @Test
  void shiftsAndOrsInParenthesesAreNoRedirections() throws LineSyntaxException {
    assertEquals(List.of("eval", "(1 << 27)"), CommandLine.parse("eval (1 << 27)").words());
    assertEquals(List.of("p", "(a | b)"), CommandLine.parse("p (a | b)").words());
    assertEquals("x", CommandLine.parse("eval (1 > 2) > x").outputFile());
    assertEquals(List.of("p", "1", "<<", "40"), CommandLine.parse("p 1 << 40").words());
    assertEquals(List.of("p", "1<<40"), CommandLine.parse("p 1<<40").words());
  }

  @Test
  void aParenthesisLeftOpenIsACharacter() throws LineSyntaxException {
    CommandLine line = CommandLine.parse("sym ( > x");
    assertEquals(List.of("sym", "("), line.words());
    assertEquals("x", line.outputFile());
  }

  @Test
  void anArrowIsNoRedirection() throws LineSyntaxException {
    assertEquals(List.of("p", "task->mm"), CommandLine.parse("p task->mm").words());
  }

  @Test
  void doesNotTakeADescriptorForAFile() {
    assertThrows(LineSyntaxException.class, () -> CommandLine.parse("ps 2>&1"));
    assertThrows(LineSyntaxException.class, () -> CommandLine.parse("ps > x 2>&1"));
  }

  @Test
  void readsArgumentsFromAFile() throws LineSyntaxException {
    CommandLine line = CommandLine.parse("ps -p < pids");
    assertEquals("ps -p", line.text());
    assertEquals("pids", line.inputFile());
  }

  @Test
  void saysWhatIsMissing() {
    assertThrows(LineSyntaxException.class, () -> CommandLine.parse("ps >"));
    assertThrows(LineSyntaxException.class, () -> CommandLine.parse("ps |"));
    assertThrows(LineSyntaxException.class, () -> CommandLine.parse("ps > | x"));
    assertThrows(LineSyntaxException.class, () -> CommandLine.parse("alias a \"b"));
  }
}
