package io.kwalk.shell.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowKindsTest {
  private static List<RowKind> read(String... lines) {
    return RowKinds.parse(
        "NAME\n  x - y\n\nRECORDS\n" + String.join("\n", lines) + "\n\nEXAMPLES\n");
  }

  @Test
  void readsKindsWithTheirFields() {
    List<RowKind> kinds =
        read(
            "  A task: x",
            "    pid          integer",
            "    name?        string   as the kernel",
            "                          has it",
            "  Type place: a place",
            "    parts[].at   address");
    assertEquals(2, kinds.size());
    assertEquals("A task: x", kinds.getFirst().title());
    assertEquals(
        List.of(
            new RowField("pid", "integer", false, ""),
            new RowField("name", "string", true, "as the kernel has it")),
        kinds.getFirst().fields());
    assertEquals("place", kinds.getLast().typeName());
    assertEquals("parts[]", kinds.getLast().fields().getFirst().parent());
    assertEquals("at", kinds.getLast().fields().getFirst().name());
  }

  @Test
  void aSentenceAloneIsNoKind() {
    assertTrue(read("  Those of the command that runs.").isEmpty());
  }

  @Test
  void aLineThatIsNoFieldIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> read("  A task", "    pid: integer"));
  }
}
