package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.location.ExpressionContext;
import io.kwalk.core.debuginfo.location.Location.Reason;
import io.kwalk.core.debuginfo.location.LocationExpression;
import io.kwalk.core.debuginfo.location.UnavailableException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A call, or a jump in its place, that led to a frame.
 *
 * @param context of the code that made it: what it passed is computed there
 */
record LeadingCall(CallSite site, ExpressionContext context) {
  /** The value that it passed. */
  long evaluate(Function<CallSite, Optional<SectionReader>> argument) throws UnavailableException {
    Optional<SectionReader> value = argument.apply(site);
    if (value.isEmpty()) {
      throw new UnavailableException(Reason.ENTRY_VALUE, "what the caller passed is not recorded");
    }
    return LocationExpression.compute(value.get(), context);
  }
}
