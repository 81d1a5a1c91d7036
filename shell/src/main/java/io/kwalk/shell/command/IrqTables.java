package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.cpu.CpuMask;
import io.kwalk.linux.irq.InterruptDescriptor;
import io.kwalk.linux.irq.Interrupts;
import io.kwalk.linux.irq.SoftInterrupts;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;

/** Other tables of interrupts: gates, soft interrupts, affinity, counts. */
final class IrqTables {
  private final Kernel kernel;
  private final Interrupts interrupts;
  private final Output output;
  private final Faults faults;

  IrqTables(Kernel kernel, Interrupts interrupts, Output output, Faults faults) {
    this.kernel = kernel;
    this.interrupts = interrupts;
    this.output = output;
    this.faults = faults;
  }

  void gates() {
    long[] gates = faults.read(interrupts::gates, new long[0]);
    for (int i = 0; i < gates.length; i++) {
      String name = FunctionName.of(kernel, gates[i]);
      if (output.json()) {
        output.row(
            new JsonObject()
                .put("vector", i)
                .putAddress("function", gates[i])
                .put("function_name", name));
      } else {
        output.line(
            Text.right("[" + i + "]", 5)
                + " "
                + (name.isEmpty() ? Long.toHexString(gates[i]) : name));
      }
    }
  }

  void softInterrupts() {
    List<String> troubles = new ArrayList<>();
    List<SoftInterrupts> kinds = faults.read(() -> SoftInterrupts.all(kernel, troubles), List.of());
    if (!output.json()) {
      output.line("SOFTIRQ_VEC      ACTION     ");
    }
    for (int i = 0; i < kinds.size(); i++) {
      long function = kinds.get(i).function();
      if (output.json()) {
        output.row(softInterrupt(i, kinds.get(i)));
      } else if (function != 0) {
        output.line(
            Text.right("[" + i + "]", 7) + "     " + FunctionName.withAddress(kernel, function));
      }
    }
    faults.addAll(troubles);
  }

  private JsonObject softInterrupt(int number, SoftInterrupts kind) {
    JsonObject row =
        new JsonObject()
            .put("softirq", number)
            .put("kind", kind.name())
            .putAddress("function", kind.function());
    if (kind.function() != 0) {
      row.put("function_name", FunctionName.of(kernel, kind.function()));
    }
    List<JsonObject> counts = new ArrayList<>();
    int[] processors = kernel.perCpu().possible().toArray();
    for (int i = 0; i < processors.length; i++) {
      counts.add(new JsonObject().put("cpu", processors[i]).put("count", kind.counts().get(i)));
    }
    return row.putObjects("counts", counts);
  }

  private List<InterruptDescriptor> used() {
    return interrupts.all().stream().filter(line -> !line.actions().isEmpty()).toList();
  }

  void affinity() {
    if (!output.json()) {
      output.line("IRQ NAME                 AFFINITY");
    }
    for (InterruptDescriptor line : used()) {
      if (output.json()) {
        output.row(IrqCommand.json(kernel, line));
      } else {
        output.line(
            Text.right(Long.toString(line.number()), 3)
                + " "
                + Text.left(Text.escape(line.actions().getFirst().name()), 20)
                + " "
                + list(kernel, line));
      }
    }
  }

  /** Possible processors that it may go to: "0-1,4". */
  static String list(Kernel kernel, InterruptDescriptor line) {
    if (line.affinity().isEmpty()) {
      return Faults.CELL;
    }
    CpuMask mask = line.affinity().get();
    int[] cpus = kernel.perCpu().possible().filter(mask::contains).toArray();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cpus.length; i++) {
      int first = cpus[i];
      while (i + 1 < cpus.length && cpus[i + 1] == cpus[i] + 1) {
        i++;
      }
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (cpus[i] != first) {
        text.append('-').append(cpus[i]);
      }
    }
    return text.toString();
  }

  void counts(List<Integer> cpus) {
    if (!output.json()) {
      StringBuilder heading = new StringBuilder("     ");
      cpus.forEach(cpu -> heading.append(Text.right("CPU" + cpu, 10)).append(' '));
      output.line(heading.toString());
    }
    for (InterruptDescriptor line : used()) {
      output.checkInterrupted();
      if (output.json()) {
        List<JsonObject> counts = new ArrayList<>();
        for (int cpu : cpus) {
          Long count = interrupts.count(line, cpu);
          JsonObject cell = new JsonObject().put("cpu", cpu);
          counts.add(count == null ? cell.putNull("count") : cell.put("count", count));
        }
        output.row(IrqCommand.json(kernel, line).putObjects("counts", counts));
      } else {
        output.line(row(line, cpus));
      }
    }
  }

  private String row(InterruptDescriptor line, List<Integer> cpus) {
    StringBuilder row = new StringBuilder(Text.right(Long.toString(line.number()), 3)).append(": ");
    for (int cpu : cpus) {
      Long count = interrupts.count(line, cpu);
      row.append(Text.right(count == null ? Faults.CELL : Long.toString(count), 10)).append(' ');
    }
    row.append(Text.right(Text.escape(line.chip()), 8));
    row.append(Text.left(line.flow().isEmpty() ? "" : "-" + Text.escape(line.flow()), 9));
    List<String> names = new ArrayList<>();
    line.actions().forEach(action -> names.add(Text.escape(action.name())));
    return row.append(' ').append(String.join(",", names)).toString();
  }
}
