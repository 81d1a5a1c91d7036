package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.irq.InterruptAction;
import io.kwalk.linux.irq.InterruptDescriptor;
import io.kwalk.linux.irq.Interrupts;
import io.kwalk.linux.task.Processors;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.CpuSpec;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Interrupts. */
public final class IrqCommand implements Command {
  /** More numbers than any machine has vectors for. */
  private static final long MOST = 1 << 20;

  @Override
  public String name() {
    return "irq";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "udbasc:");
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    List<String> troubles = new ArrayList<>();
    Interrupts interrupts = Interrupts.of(kernel, troubles);
    IrqTables tables = new IrqTables(kernel, interrupts, output, faults);
    if (options.has("d")) {
      tables.gates();
    } else if (options.has("b")) {
      tables.softInterrupts();
    } else if (options.has("a")) {
      tables.affinity();
    } else if (options.has("s") || options.has("c")) {
      tables.counts(cpus(session, options.value("c")));
    } else {
      lines(kernel, interrupts, options, output, faults);
    }
    faults.addAll(troubles);
    faults.report(output);
  }

  private static List<Integer> cpus(Session session, @Nullable String text)
      throws CommandException {
    return text == null
        ? IntStream.range(0, Processors.of(session.kernel()).count()).boxed().toList()
        : CpuSpec.parse(session, text);
  }

  private static void lines(
      Kernel kernel, Interrupts interrupts, Options options, Output output, Faults faults)
      throws CommandException {
    Map<Long, InterruptDescriptor> known = new HashMap<>();
    long count = 0;
    for (InterruptDescriptor descriptor : interrupts.all()) {
      known.put(descriptor.number(), descriptor);
      count = Math.max(count, descriptor.number() + 1);
    }
    long total = Math.min(MOST, Math.max(count, faults.read(interrupts::count, 0L)));
    List<Long> wanted = new ArrayList<>();
    for (String word : options.arguments()) {
      long number = Numbers.plain(word).orElse(-1);
      if (number < 0 || number >= total) {
        throw new CommandException("no interrupt " + word + ": there are 0 to " + (total - 1));
      }
      wanted.add(number);
    }
    for (long number = 0; options.arguments().isEmpty() && number < total; number++) {
      if (!options.has("u") || known.containsKey(number)) {
        wanted.add(number);
      }
    }
    if (!output.json()) {
      output.line(" IRQ   IRQ_DESC/_DATA      IRQACTION      NAME");
    }
    for (long number : wanted) {
      output.checkInterrupted();
      line(kernel, number, known.get(number), output);
    }
  }

  private static void line(
      Kernel kernel, long number, @Nullable InterruptDescriptor descriptor, Output output) {
    if (output.json()) {
      if (descriptor != null) {
        output.row(json(kernel, descriptor));
      }
      return;
    }
    String start = Text.right(Long.toString(number), 3) + "  ";
    if (descriptor == null) {
      output.line(start + Text.center("(unused)", 16) + "  " + Text.center("(unused)", 16));
      return;
    }
    start += Text.center(Long.toHexString(descriptor.address()), 16) + "  ";
    if (descriptor.actions().isEmpty()) {
      output.line(start + Text.center("(unused)", 16));
      return;
    }
    for (InterruptAction action : descriptor.actions()) {
      output.line(
          start + Text.hex(action.address(), 16) + "  \"" + Text.escape(action.name()) + "\"");
      start = " ".repeat(start.length());
    }
  }

  static JsonObject json(Kernel kernel, InterruptDescriptor descriptor) {
    List<JsonObject> actions = new ArrayList<>();
    for (InterruptAction action : descriptor.actions()) {
      actions.add(
          new JsonObject().putAddress("irqaction", action.address()).put("name", action.name()));
    }
    return new JsonObject()
        .put("irq", descriptor.number())
        .putAddress("irq_desc", descriptor.address())
        .put("chip", descriptor.chip())
        .put("flow", descriptor.flow())
        .put("affinity", IrqTables.list(kernel, descriptor))
        .putObjects("actions", actions);
  }
}
