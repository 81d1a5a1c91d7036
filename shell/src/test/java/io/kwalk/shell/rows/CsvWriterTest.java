package io.kwalk.shell.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.shell.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvWriterTest {
  private final CsvWriter csv = new CsvWriter();

  @Test
  void writesNamesOnceAndARowALine() {
    assertEquals(
        "state,tasks\r\nRU,2\r\n", csv.row(new JsonObject().put("state", "RU").put("tasks", 2)));
    assertEquals("IN,71\r\n", csv.row(new JsonObject().put("state", "IN").put("tasks", 71)));
  }

  @Test
  void quotesCommasAndQuotesAndEscapesControlCharacters() {
    JsonObject row = new JsonObject().put("a", "x,y").put("b", "say \"no\"").put("c", "\033[2J\n");
    assertEquals("a,b,c\r\n\"x,y\",\"say \"\"no\"\"\",\\x1b[2J\\x0a\r\n", csv.row(row));
  }

  @Test
  void membersOfObjectsHaveColumnsAndListsAreJson() {
    JsonObject page = new JsonObject().putAddress("page", 0x40).putNull("mapping");
    JsonObject row = new JsonObject().put("page", page).putStrings("names", List.of("a", "b"));
    assertEquals(
        "page.page,page.mapping,names\r\n0x40,,\"[\"\"a\"\",\"\"b\"\"]\"\r\n", csv.row(row));
  }

  @Test
  void anEmptyLineStandsBeforeRowsOfAnotherKindOnly() {
    String first = csv.row(new JsonObject().put("a", 1));
    String second = csv.row(new JsonObject().put("b", ""));
    assertEquals("a\r\n1\r\n\r\nb\r\n\"\"\r\n", first + second);
  }

  @Test
  void anAnswerHasItsOwnNames() {
    String first = csv.row(new JsonObject().put("a", 1));
    csv.answer();
    String second = csv.row(new JsonObject().put("a", 2));
    assertEquals("a\r\n1\r\n\r\na\r\n2\r\n", first + second);
  }

  /** mm and stack_pointer are missing in some rows of ps, and have their columns all the same. */
  @Test
  void theColumnsAreThoseOfTheHelpPage() {
    csv.rowsOf("swap");
    JsonObject row = new JsonObject().putAddress("swap_info", 16).put("type", "FILE");
    row.put("size_kib", 4).put("used_kib", 0).put("priority", -2).put("file", "/swap");
    assertEquals(
        "swap_info,type,size_kib,used_kib,priority,file\r\n0x10,FILE,4,0,-2,/swap\r\n",
        csv.row(row));
    csv.rowsOf("pte");
    JsonObject entry = new JsonObject().putAddress("pte", 2).put("present", false);
    entry.put("swap", "/swap").put("swap_type", 1).put("offset", 7);
    assertEquals(
        "\r\npte,present,swap,swap_type,offset\r\n0x2,false,/swap,1,7\r\n", csv.row(entry));
  }

  @Test
  void aColumnThatARowLacksIsEmpty() {
    csv.rowsOf("sym");
    JsonObject row = new JsonObject().putAddress("address", 1).put("type", "T");
    row.put("name", "schedule").put("offset", 0).putNull("module");
    assertEquals(
        "address,type,name,offset,module,file,line,column\r\n0x1,T,schedule,0,,,,\r\n",
        csv.row(row));
  }
}
