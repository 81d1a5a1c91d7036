package io.kwalk.linux;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is missing of a kernel, in words, in the order in which it was met. What a thread meets that
 * reads ahead is held until somebody asks for what it read. Safe for several threads.
 */
final class KernelNotes {
  private final List<String> told = new ArrayList<>();
  private final List<String> held = new ArrayList<>();
  private @Nullable Thread ahead;
  private volatile boolean holds;

  synchronized void add(String text) {
    if (Thread.currentThread() == ahead) {
      held.add(text);
      holds = true;
    } else {
      told.add(text);
    }
  }

  /** The calling thread reads ahead. */
  synchronized void hold() {
    ahead = Thread.currentThread();
  }

  /** Somebody asked for what was read ahead. */
  void release() {
    if (holds) {
      tellHeld();
    }
  }

  private synchronized void tellHeld() {
    if (Thread.currentThread() != ahead) {
      told.addAll(held);
      held.clear();
      holds = false;
    }
  }

  synchronized List<String> all() {
    return List.copyOf(told);
  }
}
