package io.kwalk.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.linux.KernelNotes.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelNotesTest {
  private final KernelNotes notes = new KernelNotes();

  private void ahead() throws InterruptedException {
    Thread.ofPlatform()
        .start(() -> {
          notes.hold(Subject.SYMBOLS);
          notes.add("no symbols");
          notes.hold(Subject.TYPES);
          notes.release(Subject.SYMBOLS);
          notes.add("no types");
        })
        .join();
  }

  @Test
  void whatWasMetAheadIsToldWhenItIsAskedFor() throws InterruptedException {
    ahead();
    notes.add("clock");
    assertEquals(List.of("clock"), notes.all());
    notes.release(Subject.SYMBOLS);
    notes.release(Subject.SYMBOLS);
    assertEquals(List.of("clock", "no symbols"), notes.all());
    notes.release(Subject.TYPES);
    assertEquals(List.of("clock", "no symbols", "no types"), notes.all());
  }

  @Test
  void whoAsksForTypesIsToldOfTheSymbolsFirst() throws InterruptedException {
    ahead();
    notes.release(Subject.TYPES);
    assertEquals(List.of("no symbols", "no types"), notes.all());
  }

  @Test
  void withNothingAheadTheyComeAsTheyAreMet() {
    notes.add("no symbols");
    notes.release(Subject.SYMBOLS);
    notes.add("clock");
    assertEquals(List.of("no symbols", "clock"), notes.all());
  }
}
