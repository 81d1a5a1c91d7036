package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.Type;

/** An expression taken apart. */
sealed interface Node {
  /** A constant. */
  record Constant(Value value) implements Node {}

  /** A variable, function or enumerator. */
  record Name(String name) implements Node {}

  /** {@code $}, {@code $3}. */
  record History(String name) implements Node {}

  /** {@code - + ! ~ * &}. */
  record Unary(String operator, Node operand) implements Node {}

  /** Arithmetic, comparison, logic, {@code ,} and gdb's {@code @}. */
  record Binary(String operator, Node left, Node right) implements Node {}

  /** {@code condition ? yes : no}. */
  record Conditional(Node condition, Node yes, Node no) implements Node {}

  /** {@code .name} and {@code ->name}, which gdb does not tell apart. */
  record Member(Node object, String name) implements Node {}

  /** {@code array[index]}. */
  record Index(Node array, Node index) implements Node {}

  /** {@code (type) operand}. */
  record Cast(Type type, Node operand) implements Node {}

  /** {@code sizeof operand}. */
  record SizeOf(Node operand) implements Node {}

  /** {@code offsetof(type, path)}: {@code place} is that path of a struct at address 0. */
  record OffsetOf(Node place) implements Node {}

  /** {@code container_of(pointer, type, path)}: the same, and what points to the member. */
  record ContainerOf(Node pointer, Type type, Node place) implements Node {}

  /** {@code sizeof (type)}. */
  record SizeOfType(Type type) implements Node {}
}
