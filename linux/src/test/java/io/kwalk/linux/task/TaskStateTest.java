package io.kwalk.linux.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskStateTest {
  @ParameterizedTest
  @CsvSource({
    "0, RU", "1, IN", "2001, IN", "2, UN", "102, UN", "402, ID", "2402, ID", "104, ST", "8, TR",
    "108, TR", "a0, ZO", "30, ZO", "90, DE", "80, DE", "40, PA", "200, WA", "800, NE", "1000, UN",
    "8000, FR", "40000000, ??"
  })
  void namesStatesAsCrashDoes(String bits, String letters) {
    assertEquals(letters, new TaskState(Long.parseLong(bits, 16)).letters());
  }

  @ParameterizedTest
  @CsvSource({"2, true", "402, false", "0, false", "1, false"})
  void countsForTheLoadOnlyWithoutNoload(String bits, boolean counts) {
    TaskState state = new TaskState(Long.parseLong(bits, 16));
    if (counts) {
      assertTrue(state.isUninterruptible());
    } else {
      assertFalse(state.isUninterruptible());
    }
  }
}
