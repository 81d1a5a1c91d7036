package io.kwalk.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTableTest {
  @Test
  void everyNameHasItsCommand() {
    for (String name : CommandTable.NAMES) {
      if (name.equals("q") || name.equals("exit")) {
        continue;
      }
      Command command = CommandTable.create(name);
      assertNotNull(command, name);
      assertEquals(name, command.name());
    }
    assertNull(CommandTable.create("nosuch"));
  }

  @Test
  void namesAreInOrder() {
    assertEquals(CommandTable.NAMES.stream().sorted().distinct().toList(), CommandTable.NAMES);
  }

  @Test
  void everyCommandHasAHelpPageWithUsageAndExamples() {
    for (String name : CommandTable.NAMES) {
      String page = HelpPages.page(name).orElse("");
      assertTrue(page.startsWith("NAME\n"), name);
      assertTrue(!HelpPages.section(page, "SYNOPSIS").isEmpty(), name);
      assertTrue(!HelpPages.section(page, "EXAMPLES").isEmpty(), name);
    }
  }

  @Test
  void everyCommandIsInOneGroup() {
    List<String> grouped =
        HelpPages.groups().values().stream().flatMap(List::stream).sorted().toList();
    assertEquals(CommandTable.NAMES, grouped);
  }
}
