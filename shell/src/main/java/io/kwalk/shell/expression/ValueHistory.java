package io.kwalk.shell.expression;

import io.kwalk.core.object.expression.Value;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The numbered values of {@code p}: {@code $3}; {@code $} is the last, {@code $$} the one before
 * it, {@code $$2} two before. One per kernel that is open.
 */
public final class ValueHistory {
  /** Older ones are forgotten; their numbers stay used. */
  private static final int KEPT = 10_000;

  private final List<Value> values = new ArrayList<>();
  private int forgotten;

  public static ValueHistory of(Kernel kernel) {
    return kernel.part(ValueHistory.class, _ -> new ValueHistory());
  }

  /** Remembers {@code value} and gives its number. */
  public synchronized int add(Value value) {
    values.add(value);
    if (values.size() > KEPT) {
      values.removeFirst();
      forgotten++;
    }
    return forgotten + values.size();
  }

  /** What "$", "$$", "$3" or "$$2" stands for. */
  public synchronized Optional<Value> find(String name) {
    int last = forgotten + values.size();
    boolean back = name.startsWith("$$");
    String digits = name.substring(back ? 2 : 1);
    int number;
    try {
      number = digits.isEmpty() ? (back ? 1 : 0) : Integer.parseInt(digits);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
    int index = (back || digits.isEmpty() ? last - number : number) - forgotten - 1;
    return index < 0 || index >= values.size() ? Optional.empty() : Optional.of(values.get(index));
  }
}
