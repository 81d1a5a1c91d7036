package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.object.Reference;

/** What an expression comes to. */
public sealed interface Value {
  /** Its C type. */
  Type type();

  /** Something in memory: a variable, a member, what a pointer points to, a function. */
  record Located(Reference reference) implements Value {
    @Override
    public Type type() {
      return reference.type();
    }
  }

  /** An integer, truth value, enumerator or pointer; {@code bits} fit the type. */
  record Scalar(Type type, long bits) implements Value {}

  /** A floating-point number. */
  record Floating(Type type, double number) implements Value {}
}
