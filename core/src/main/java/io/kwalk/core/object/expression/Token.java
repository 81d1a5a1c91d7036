package io.kwalk.core.object.expression;

/** A token and where it begins in the text. */
sealed interface Token {
  int start();

  /** A name or keyword; also "$3". */
  record Word(int start, String text) implements Token {}

  /** A number or character. */
  record Literal(int start, Value value) implements Token {}

  /** An operator or bracket. */
  record Operator(int start, String text) implements Token {}
}
