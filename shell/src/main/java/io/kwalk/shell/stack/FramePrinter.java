package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.InlinedFrame;
import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.variable.FrameVariables;
import io.kwalk.core.stack.variable.FunctionInstance;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.TaskLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A frame, the functions that its code belongs to, and their variables: as text, or as one row. */
final class FramePrinter {
  private final Task task;
  private final Kernel kernel;
  private final FrameVariables frames;
  private final Output output;
  private final FrameText text;
  private final VariablePrinter variables;

  FramePrinter(Task task, FrameVariables frames, PrintOptions options, Output output) {
    this.task = task;
    this.kernel = task.kernel();
    this.frames = frames;
    this.output = output;
    this.text = new FrameText(kernel.symbols(), BtOptions.withOffsets(options.hexadecimal()));
    this.variables = new VariablePrinter(kernel, frames, options);
  }

  /** What belongs to a function: its source line, and its entries. */
  private record Described(FunctionInstance function, Optional<InlinedFrame> source) {}

  /** Prints it; whether debug information describes it. */
  boolean print(NumberedFrame frame) {
    List<Described> functions;
    try {
      functions = functions(frame);
    } catch (DebugInfoException damaged) {
      output.warn(Text.escape(String.valueOf(damaged.getMessage())));
      functions = List.of();
    }
    if (output.json()) {
      output.row(row(frame, functions));
    } else {
      text(frame, functions);
    }
    return !functions.isEmpty();
  }

  private List<Described> functions(NumberedFrame frame) {
    List<FunctionInstance> instances = frames.functions(frame.index());
    long address = frame.frame().lookupAddress();
    Optional<DebugFile> file = kernel.debugFiles().of(address);
    List<InlinedFrame> sources = file.isEmpty() ? List.of() : file.get().lines().frames(address);
    List<Described> described = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      boolean same = sources.size() == instances.size();
      described.add(
          new Described(instances.get(i), same ? Optional.of(sources.get(i)) : Optional.empty()));
    }
    return described;
  }

  private void text(NumberedFrame frame, List<Described> functions) {
    StackFrame place = frame.frame();
    Optional<Symbol> symbol = kernel.symbols().at(place.lookupAddress());
    boolean shared = place.interruptedAt() != 0;
    output.line(
        shared
            ? text.exception(place.ip())
            : text.frame(frame.number(), place.returnAddressAt(), place.ip(), symbol));
    if (functions.isEmpty()) {
      output.line("    no debug information describes this code");
    }
    for (Described described : functions) {
      output.line(heading(described));
      for (VariablePrinter.Printed variable : variables(frame, described.function())) {
        if (!variable.isNoise()) {
          output.line(variable.text(6));
        }
      }
    }
  }

  private static String heading(Described described) {
    StringBuilder line = new StringBuilder("    ");
    described.source().ifPresent(source -> line.append(Text.escape(source.function())));
    line.append(described.function().isInlined() ? " (inlined)" : "");
    described
        .source()
        .map(InlinedFrame::line)
        .ifPresent(at -> line.append(" at ").append(place(at)));
    return line.toString();
  }

  private static String place(SourceLine line) {
    return Text.escape(line.file()) + ":" + line.line();
  }

  private List<VariablePrinter.Printed> variables(NumberedFrame frame, FunctionInstance function) {
    return variables.of(frame.index(), function);
  }

  private JsonObject row(NumberedFrame frame, List<Described> functions) {
    StackFrame place = frame.frame();
    JsonObject row = TaskLine.json(task);
    row.put("frame", frame.number());
    row.put("interrupted", place.interruptedAt() != 0);
    row.putAddress("stack_address", place.returnAddressAt());
    row.putAddress("address", place.ip());
    kernel
        .symbols()
        .at(place.lookupAddress())
        .ifPresent(symbol ->
            row.put("symbol", symbol.name()).put("offset", place.ip() - symbol.address()));
    row.put("registers", RegisterText.json(frames.registers(frame.index())));
    List<JsonObject> rows = new ArrayList<>();
    for (Described described : functions) {
      rows.add(function(frame, described));
    }
    return row.putObjects("functions", rows);
  }

  private JsonObject function(NumberedFrame frame, Described described) {
    JsonObject object = new JsonObject();
    described
        .source()
        .ifPresent(source -> {
          object.put("function", source.function());
          SourceLine line = source.line();
          if (line != null) {
            object.put("file", line.file()).put("line", line.line());
          }
        });
    object.put("inlined", described.function().isInlined());
    List<JsonObject> rows = new ArrayList<>();
    for (VariablePrinter.Printed variable : variables(frame, described.function())) {
      rows.add(variable.json());
    }
    return object.putObjects("variables", rows);
  }
}
