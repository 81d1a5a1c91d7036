package io.kwalk.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();

  @Test
  void givesEarlierLinesAgain() throws CommandException {
    history.add("ps -p 1");
    history.add("bt 1");
    assertEquals("bt 1", history.expand("!!"));
    assertEquals("bt 1", history.expand("r"));
    assertEquals("ps -p 1", history.expand("r ps"));
    assertEquals("ps -p 1", history.expand("!1"));
    assertEquals(List.of("[1] ps -p 1", "[2] bt 1"), history.numbered());
  }

  @Test
  void leavesOtherLinesAlone() throws CommandException {
    for (String line : new String[] {"rd 0", "!ls", "ps", "!"}) {
      assertEquals(line, history.expand(line));
    }
  }

  @Test
  void saysWhatIsNotThere() {
    for (String line : new String[] {"r", "!!", "!7", "r x", "r 99999999999999"}) {
      assertThrows(CommandException.class, () -> history.expand(line), line);
    }
  }

  @Test
  void forgetsTheOldestWithoutRenumbering() throws CommandException {
    for (int i = 1; i <= 10_001; i++) {
      history.add("eval " + i);
    }
    assertEquals("eval 2", history.expand("!2"));
    assertThrows(CommandException.class, () -> history.expand("!1"));
  }
}
