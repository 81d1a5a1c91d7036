package io.kwalk.core.debuginfo.location;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.memory.MemoryFault;

/** Evaluates expressions. */
public final class LocationExpression {
  private LocationExpression() {}

  /**
   * Where the expression says that a value is. Whatever goes wrong makes it {@link
   * Location.Missing}.
   *
   * @param expression a slice: its bytes alone
   */
  public static Location locate(SectionReader expression, ExpressionContext context) {
    try {
      return new ExpressionEvaluator(context).locate(expression.at(0));
    } catch (UnavailableException unavailable) {
      return unavailable.missing();
    } catch (MemoryFault fault) {
      return new Location.Missing(Location.Reason.MEMORY, fault.getMessage());
    } catch (DebugInfoException damaged) {
      return new Location.Missing(Location.Reason.DAMAGED, String.valueOf(damaged.getMessage()));
    }
  }

  /**
   * The number that the expression computes: the top of its stack, or what it says the value is.
   *
   * @param first what is on the stack before, as of call frame information's expressions
   */
  public static long compute(SectionReader expression, ExpressionContext context, long... first)
      throws UnavailableException {
    try {
      return new ExpressionEvaluator(context).compute(expression.at(0), first);
    } catch (MemoryFault fault) {
      throw new UnavailableException(Location.Reason.MEMORY, fault.getMessage());
    } catch (DebugInfoException damaged) {
      throw new UnavailableException(Location.Reason.DAMAGED, String.valueOf(damaged.getMessage()));
    }
  }
}
