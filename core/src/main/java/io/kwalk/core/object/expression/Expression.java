package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.memory.MemoryFault;

/**
 * C expressions as gdb's {@code print} takes them: symbols, enumerators, numbers, members ({@code
 * .} and {@code ->} alike), indexes, casts, {@code & *}, arithmetic, comparison, logic, {@code ?:},
 * {@code sizeof}, {@code offsetof}, {@code container_of}, gdb's {@code value@count}, {@code 'quoted
 * name'} and {@code $1}. Integers convert as C11 says on LP64. Nothing is assigned and nothing is
 * called.
 */
public final class Expression {
  private Expression() {}

  /**
   * What {@code text} comes to.
   *
   * @throws ExpressionException if it is no expression or means nothing
   * @throws MemoryFault if a pointer on the way cannot be read
   */
  public static Value evaluate(String text, Scope scope) throws ExpressionException {
    return new Evaluator(scope).value(Parser.parse(text, scope));
  }

  /**
   * The type of what {@code text} comes to; no memory is read.
   *
   * @throws ExpressionException if it is no expression or means nothing
   */
  public static Type type(String text, Scope scope) throws ExpressionException {
    Scope unread = new UnreadScope(scope);
    return new Evaluator(unread).type(Parser.parse(text, unread));
  }

  /**
   * The address that {@code text} stands for: of a struct, array or function where it lies, else
   * the number.
   *
   * @throws ExpressionException if it is none of that
   */
  public static long address(String text, Scope scope) throws ExpressionException {
    Value value = evaluate(text, scope);
    if (value instanceof Value.Located located) {
      value = Conversions.load(located.reference());
    }
    return switch (value) {
      case Value.Scalar number -> number.bits();
      case Value.Located struct -> struct.reference().address();
      case Value.Floating _ -> throw new ExpressionException("a fraction is no address");
    };
  }
}
