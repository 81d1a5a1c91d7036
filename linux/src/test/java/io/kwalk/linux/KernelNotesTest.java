package io.kwalk.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelNotesTest {
  private final KernelNotes notes = new KernelNotes();

  private void ahead(String... met) throws InterruptedException {
    Thread.ofPlatform()
        .start(() -> {
          notes.hold();
          for (String text : met) {
            notes.add(text);
            notes.release();
          }
        })
        .join();
  }

  @Test
  void whatWasMetAheadIsToldWhenItIsAskedFor() throws InterruptedException {
    ahead("no symbols", "no types");
    notes.add("clock");
    assertEquals(List.of("clock"), notes.all());
    notes.release();
    notes.release();
    assertEquals(List.of("clock", "no symbols", "no types"), notes.all());
  }

  @Test
  void withNothingAheadTheyComeAsTheyAreMet() {
    notes.add("no symbols");
    notes.release();
    notes.add("clock");
    assertEquals(List.of("no symbols", "clock"), notes.all());
  }
}
