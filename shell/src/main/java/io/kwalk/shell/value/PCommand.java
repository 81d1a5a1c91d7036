package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.GlobalVariables;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.expression.Expression;
import io.kwalk.core.object.expression.ExpressionException;
import io.kwalk.core.object.expression.Value;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.expression.KernelScope;
import io.kwalk.shell.expression.ValueHistory;
import io.kwalk.shell.line.CpuSpec;
import io.kwalk.shell.line.NearestNames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The value of a C expression, or of a per-CPU variable on chosen processors. */
public final class PCommand implements Command {
  @Override
  public String name() {
    return "p";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    PrintRequest request = PrintRequest.parse(session, arguments);
    Target target = request.user() ? UserTarget.of(session) : session.kernel();
    new Run(session, request, target, output).answer();
  }

  private static final class Run {
    private final Session session;
    private final Kernel kernel;
    private final PrintRequest request;
    private final Target target;
    private final Output output;
    private final PrintOptions options;
    private final ValueHistory history;

    Run(Session session, PrintRequest request, Target target, Output output) {
      this.session = session;
      this.kernel = session.kernel();
      this.request = request;
      this.target = target;
      this.output = output;
      this.options = ValueOptions.of(session, request.hexadecimal());
      this.history = ValueHistory.of(kernel);
    }

    void answer() throws CommandException {
      String text = request.expression();
      int colon = text.indexOf(':');
      String name = colon < 0 ? text : text.substring(0, colon).strip();
      Optional<Symbol> symbol =
          PrintRequest.isName(name) ? kernel.symbols().find(name) : Optional.empty();
      if (symbol.isPresent() && isPerCpu(symbol.get())) {
        perCpu(symbol.get(), colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1)));
        return;
      }
      if (symbol.isPresent() && colon >= 0) {
        output.warn(Text.escape(name) + " is not percpu; cpuspec ignored.");
      }
      Value value = evaluate(symbol.isPresent() ? name : text);
      print(before(text), value);
    }

    /**
     * crash puts the first word before the value if it is a symbol, and no format was asked for.
     */
    private String before(String text) {
      int blank = text.indexOf(' ');
      int end = text.indexOf(':') < 0 ? blank : text.indexOf(':');
      String word = (end < 0 ? text : text.substring(0, end)).strip();
      boolean named =
          request.format().isEmpty()
              && PrintRequest.isName(word)
              && kernel.symbols().find(word).isPresent();
      return named ? word + " = " : "";
    }

    private boolean isPerCpu(Symbol symbol) {
      return PerCpuSymbols.of(kernel).contains(symbol.address());
    }

    private Value evaluate(String text) throws CommandException {
      try {
        return Expression.evaluate(text, new KernelScope(kernel, target, history));
      } catch (ExpressionException bad) {
        String near = PrintRequest.isName(text) ? near(text) : "";
        throw new CommandException(Text.escape(bad.getMessage() + near));
      }
    }

    private String near(String name) {
      try (Stream<Symbol> all = kernel.symbols().all()) {
        return NearestNames.question(NearestNames.of(name, all.map(Symbol::name)));
      }
    }

    private void perCpu(Symbol symbol, Optional<String> processors) throws CommandException {
      Optional<Type> type = GlobalVariables.type(kernel, symbol);
      if (processors.isEmpty()) {
        addresses(symbol, type);
        return;
      }
      if (type.isEmpty()) {
        throw new CommandException(
            "the type of " + Text.escape(symbol.name()) + " is not known; cast its address");
      }
      for (int cpu : CpuSpec.parse(session, processors.get())) {
        long address = symbol.address() + kernel.perCpu().offset(cpu);
        Reference place = Reference.of(target, type.get(), address);
        print("per_cpu(" + symbol.name() + ", " + cpu + ") = ", new Value.Located(place));
      }
    }

    private void addresses(Symbol symbol, Optional<Type> type) {
      String declaration = type.map(known -> CDeclaration.text(known, symbol.name())).orElse("");
      if (!output.json()) {
        output.line("PER-CPU DATA TYPE:");
        output.line(
            "  "
                + (declaration.isEmpty() ? "[undetermined type] " + symbol.name() : declaration)
                + ";");
        output.line("PER-CPU ADDRESSES:");
      }
      kernel
          .perCpu()
          .possible()
          .forEach(cpu -> {
            long address = symbol.address() + kernel.perCpu().offset(cpu);
            if (output.json()) {
              output.row(
                  new JsonObject()
                      .put("name", symbol.name())
                      .put("declaration", declaration)
                      .put("cpu", cpu)
                      .putAddress("address", address));
            } else {
              output.line("  [" + cpu + "]: " + Long.toHexString(address));
            }
          });
    }

    private void print(String before, Value value) throws CommandException {
      if (value instanceof Value.Located located) {
        readable(located.reference());
      }
      int number = history.add(value);
      if (output.json()) {
        output.row(json(before, value).put("number", number));
        return;
      }
      String text =
          request.format().isEmpty()
              ? ValueText.of(target, value, options)
              : FormattedValue.of(target, value, request.format(), options);
      boolean line =
          !before.isEmpty() && before.indexOf('(') < 0 && ValueText.beginsLine(value, text);
      output.line(before + "$" + number + " = " + (line ? "\n " : "") + text);
    }

    private static void readable(Reference place) throws CommandException {
      if (place.size() == 0) {
        return;
      }
      try {
        place.target().memory().u8(place.address());
      } catch (MemoryFault fault) {
        throw new CommandException(String.valueOf(fault.getMessage()));
      }
    }

    private JsonObject json(String before, Value value) {
      String name =
          before.isEmpty() ? request.expression() : before.substring(0, before.length() - 3);
      return ValueJson.computed(name, target, value, options);
    }
  }
}
