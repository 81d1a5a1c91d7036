package io.kwalk.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class HeldOutputTest {
  /** Everything that arrives, in order. */
  private static final class Journal implements Output {
    private final StringBuilder all = new StringBuilder();

    @Override
    public boolean json() {
      return false;
    }

    @Override
    public void print(String text) {
      all.append(text);
    }

    @Override
    public void row(JsonObject object) {
      all.append("row ").append(object).append('\n');
    }

    @Override
    public void rowsOf(String command) {
      all.append("rows of ").append(command).append('\n');
    }

    @Override
    public void warn(String message) {
      all.append("warn ").append(message).append('\n');
    }

    @Override
    public void checkInterrupted() {}
  }

  private static final String ALL =
      "rows of bt\none\nwarn odd\ntwo\nrow {\"pid\":1}\nwarn odder\nthree\n";

  private final Journal journal = new Journal();
  private final HeldOutput held = new HeldOutput(journal);

  private void answer(Runnable inBetween) {
    held.rowsOf("bt");
    held.line("one");
    held.warn("odd");
    held.print("two\n");
    inBetween.run();
    held.row(new JsonObject().put("pid", 1));
    held.warn("odder");
    held.line("three");
  }

  @Test
  void keepsAnAnswerAndGivesItOutAsItWas() {
    answer(() -> {});
    assertEquals("", journal.all.toString());
    held.release();
    held.finish();
    assertEquals(ALL, journal.all.toString());
  }

  @Test
  void whatComesBehindItsTurnGoesThrough() {
    answer(held::release);
    assertEquals(ALL, journal.all.toString());
    held.finish();
    assertEquals(ALL, journal.all.toString());
  }

  @Test
  void aLongAnswerWaitsForItsTurn() {
    String line = "x".repeat(100_000);
    CompletableFuture<Void> maker =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < 100; i++) {
            held.line(line);
          }
        });
    assertEquals(0, journal.all.length());
    held.release();
    maker.join();
    held.finish();
    assertEquals((line + "\n").repeat(100), journal.all.toString());
  }

  @Test
  void whoeverMakesALongOneEndsWhenNobodyWantsIt() {
    CompletableFuture<Void> maker =
        CompletableFuture.runAsync(() -> {
          while (true) {
            held.line("for ever");
          }
        });
    held.drop();
    CompletionException end = assertThrows(CompletionException.class, maker::join);
    assertInstanceOf(CancellationException.class, end.getCause());
    assertTrue(journal.all.isEmpty());
  }
}
