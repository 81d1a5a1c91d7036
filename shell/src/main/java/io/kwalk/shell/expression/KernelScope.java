package io.kwalk.shell.expression;

import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.object.GlobalVariables;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.expression.Scope;
import io.kwalk.core.object.expression.Value;
import io.kwalk.linux.Kernel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's symbols as expressions see them: with their type where debug information has it;
 * others are their address, a {@code void *} to be cast.
 *
 * @param values of earlier {@code p}, or null where {@code $} means nothing
 */
public record KernelScope(Kernel kernel, Target target, @Nullable ValueHistory values)
    implements Scope {
  private static final Type UNTYPED = new PointerType(8, () -> VoidType.VOID);

  @Override
  public Optional<Value> symbol(String name) {
    Optional<Symbol> symbol = kernel.imageSymbols().find(name);
    if (symbol.isEmpty()) {
      symbol = kernel.symbols().find(name);
    }
    return symbol.map(found -> value(found));
  }

  private Value value(Symbol symbol) {
    return type(symbol)
        .<Value>map(type -> new Value.Located(Reference.of(target, type, symbol.address())))
        .orElseGet(() -> new Value.Scalar(UNTYPED, symbol.address()));
  }

  private Optional<Type> type(Symbol symbol) {
    Optional<Type> known = known(symbol);
    // The debug file of a module is looked for when something of it is first asked for.
    return known.isEmpty()
            && symbol.module() != null
            && kernel.debugFiles().of(symbol.address()).isPresent()
        ? known(symbol)
        : known;
  }

  private Optional<Type> known(Symbol symbol) {
    // Symbols of the linker script say text though they are data: init_task and jiffies of 7.3.
    Optional<Type> function =
        symbol.isText()
            ? kernel.types().function(symbol.name(), symbol.address()).map(type -> type)
            : Optional.empty();
    return function.or(() -> GlobalVariables.type(kernel, symbol));
  }

  @Override
  public Optional<Value> history(String name) {
    return values == null ? Optional.empty() : values.find(name);
  }
}
