package io.kwalk.core.memory;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value computed at its first use, once, also with several threads. A computation that throws is
 * tried again at the next use.
 */
public final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> source;
  private volatile @Nullable T value;

  private Lazy(Supplier<T> source) {
    this.source = source;
  }

  public static <T> Lazy<T> of(Supplier<T> source) {
    return new Lazy<>(source);
  }

  @Override
  public T get() {
    T known = value;
    return known != null ? known : compute();
  }

  private synchronized T compute() {
    T known = value;
    if (known == null) {
      known = source.get();
      value = known;
    }
    return known;
  }

  /** Whether it was computed already. */
  public boolean isKnown() {
    return value != null;
  }
}
