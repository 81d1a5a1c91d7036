package io.kwalk.shell.value;

import io.kwalk.core.object.expression.Expression;
import io.kwalk.core.object.expression.ExpressionException;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Text;
import io.kwalk.shell.expression.KernelScope;

/** Addresses given as C expressions: {@code &init_task.tasks}, {@code init_net.dev_base_head}. */
final class Places {
  private Places() {}

  /** Where the expression's struct or array lies, or the number or pointer it is. */
  static long address(Kernel kernel, String text) throws CommandException {
    try {
      return Expression.address(text, new KernelScope(kernel, kernel, null));
    } catch (ExpressionException bad) {
      throw new CommandException(
          "invalid argument: " + Text.escape(text + ": " + bad.getMessage()));
    }
  }
}
