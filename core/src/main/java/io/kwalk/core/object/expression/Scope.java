package io.kwalk.core.object.expression;

import io.kwalk.core.object.Target;
import java.util.Optional;

/** What names in an expression mean. */
public interface Scope {
  /** Whose memory and types. */
  Target target();

  /** The variable or function {@code name}. */
  Optional<Value> symbol(String name);

  /** A value named by {@code $}: "$", "$$", "$3", "$$2". */
  Optional<Value> history(String name);
}
