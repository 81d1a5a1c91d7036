package io.kwalk.shell.command;

import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * An answer that is made before its turn: kept until then, and what comes afterwards goes straight
 * to its target. Of a long one a part is kept, and who makes it waits. Made by one thread; {@link
 * #release}, {@link #drop} and then {@link #finish} are another's.
 */
final class HeldOutput implements Output {
  /** Characters that are kept at most. */
  private static final int MOST = 1 << 20;

  /** What a row counts as. */
  private static final int ROW = 512;

  private final Output target;
  private final List<Consumer<Output>> held = new ArrayList<>();
  private final CountDownLatch turn = new CountDownLatch(1);
  private StringBuilder text = new StringBuilder();
  private int size;
  private boolean goesThrough;
  private volatile boolean dropped;

  HeldOutput(Output target) {
    this.target = target;
  }

  /** It is this one's turn. */
  void release() {
    turn.countDown();
  }

  /** Nobody wants it any more. */
  void drop() {
    dropped = true;
    turn.countDown();
  }

  /** Gives out what is still held; to be called when the answer is complete. */
  void finish() {
    keepText();
    held.forEach(part -> part.accept(target));
    held.clear();
  }

  /** Whether the turn has come; waits for it when too much is held. */
  private boolean goesThrough() {
    if (!goesThrough && size > MOST) {
      await();
    }
    if (dropped) {
      throw new CancellationException();
    }
    if (!goesThrough && turn.getCount() == 0) {
      finish();
      goesThrough = true;
    }
    return goesThrough;
  }

  private void await() {
    try {
      turn.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private void keepText() {
    if (!text.isEmpty()) {
      String kept = text.toString();
      held.add(output -> output.print(kept));
      text = new StringBuilder();
    }
  }

  private void give(int length, Consumer<Output> part) {
    if (goesThrough()) {
      part.accept(target);
    } else {
      keepText();
      held.add(part);
      size += length;
    }
  }

  @Override
  public boolean json() {
    return target.json();
  }

  @Override
  public void print(String more) {
    if (goesThrough()) {
      target.print(more);
    } else {
      text.append(more);
      size += more.length();
    }
  }

  @Override
  public void line(String more) {
    print(more);
    print("\n");
  }

  @Override
  public void row(JsonObject object) {
    give(ROW, output -> output.row(object));
  }

  @Override
  public void rowsOf(String command) {
    give(0, output -> output.rowsOf(command));
  }

  @Override
  public void warn(String message) {
    give(message.length(), output -> output.warn(message));
  }

  @Override
  public void checkInterrupted() {
    target.checkInterrupted();
  }
}
