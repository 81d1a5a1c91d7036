package io.kwalk.shell.line;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
  @Test
  void findsTheNearestFirst() {
    assertEquals(
        List.of("schedule", "scheduled"),
        NearestNames.of("shcedule", Stream.of("xfs_attr_get", "scheduled", "schedule")));
  }

  @Test
  void countsInsertionsDeletionsReplacementsAndSwaps() {
    assertEquals(0, NearestNames.distance("abc", "abc", 3));
    assertEquals(1, NearestNames.distance("abc", "abcd", 3));
    assertEquals(1, NearestNames.distance("abc", "ac", 3));
    assertEquals(1, NearestNames.distance("abc", "acb", 3));
    assertEquals(4, NearestNames.distance("abcdefgh", "stuvwxyz", 3));
  }

  @Test
  void asksInWords() {
    assertEquals("", NearestNames.question(List.of()));
    assertEquals(": did you mean a?", NearestNames.question(List.of("a")));
    assertEquals(": did you mean a, b or c?", NearestNames.question(List.of("a", "b", "c")));
  }
}
