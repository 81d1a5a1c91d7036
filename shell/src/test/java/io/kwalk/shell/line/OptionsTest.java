package io.kwalk.shell.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.shell.CommandException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void readsClustersValuesAndArguments() throws CommandException {
    Options options = Options.parse(List.of("-ab", "x", "-o8", "-e", "end", "y"), "abo:e:");
    assertTrue(options.has("a") && options.has("b"));
    assertEquals("8", options.value("o"));
    assertEquals("end", options.value("e"));
    assertEquals(List.of("x", "y"), options.arguments());
  }

  @Test
  void wordyOptionsAreOneOption() throws CommandException {
    Options options = Options.parse(List.of("-64", "-8"), "d", "8", "64");
    assertTrue(options.has("64") && options.has("8"));
    assertFalse(options.has("d"));
  }

  @Test
  void countsRepetitions() throws CommandException {
    assertEquals(2, Options.parse(List.of("-SS"), "S").count("S"));
  }

  @Test
  void optionsEndAtTwoDashes() throws CommandException {
    assertEquals(List.of("-a", "-"), Options.parse(List.of("--", "-a", "-"), "a").arguments());
    assertEquals(List.of("-"), Options.parse(List.of("-"), "a").arguments());
  }

  @Test
  void unknownOptionsAndMissingValuesAreUsageErrors() {
    for (List<String> words :
        List.of(List.of("-z"), List.of("-o"), List.of("-:"), List.of("--no"))) {
      CommandException problem =
          assertThrows(CommandException.class, () -> Options.parse(words, "ao:"));
      assertTrue(problem.isUsage());
    }
  }
}
