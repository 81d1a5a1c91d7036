package io.kwalk.linux;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is missing of a kernel, in words, in the order in which it was met. What a thread meets that
 * reads ahead is held until somebody asks for what it read. Safe for several threads.
 */
final class KernelNotes {
  /** What is read ahead, in that order. */
  enum Subject {
    SYMBOLS,
    TYPES
  }

  private final List<String> told = new ArrayList<>();
  private final Map<Subject, List<String>> held = new EnumMap<>(Subject.class);
  private @Nullable Thread ahead;
  private Subject subject = Subject.SYMBOLS;
  private volatile boolean holds;

  synchronized void add(String text) {
    if (Thread.currentThread() == ahead) {
      held.computeIfAbsent(subject, _ -> new ArrayList<>()).add(text);
      holds = true;
    } else {
      told.add(text);
    }
  }

  /** The calling thread reads {@code what} ahead from now on. */
  synchronized void hold(Subject what) {
    ahead = Thread.currentThread();
    subject = what;
  }

  /** Somebody asked for {@code what}; types are found by symbols. */
  void release(Subject what) {
    if (holds) {
      tellHeld(what);
    }
  }

  private synchronized void tellHeld(Subject what) {
    if (Thread.currentThread() == ahead) {
      return;
    }
    for (Subject each : Subject.values()) {
      List<String> notes = each.compareTo(what) <= 0 ? held.remove(each) : null;
      if (notes != null) {
        told.addAll(notes);
      }
    }
    holds = !held.isEmpty();
  }

  synchronized List<String> all() {
    return List.copyOf(told);
  }
}
