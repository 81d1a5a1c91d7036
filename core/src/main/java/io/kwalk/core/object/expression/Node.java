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

  /** {@code sizeof (type)}. */
  record SizeOfType(Type type) implements Node {}
}
