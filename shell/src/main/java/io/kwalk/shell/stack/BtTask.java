package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.StackWords;
import io.kwalk.linux.stack.StackWords.ExceptionFrame;
import io.kwalk.linux.stack.StackWords.TextWord;
import io.kwalk.linux.stack.TaskStack;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.TaskLine;
import java.util.List;
import java.util.Optional;

/** One task's stack in the view that was asked for. */
final class BtTask {
  private final Kernel kernel;
  private final BtOptions options;
  private final Output output;
  private final StackWords words;
  private final FrameText text;
  private final FrameLines lines;
  private boolean separator;

  BtTask(Kernel kernel, BtOptions options, Output output) {
    this.kernel = kernel;
    this.options = options;
    this.output = output;
    this.words = new StackWords(kernel);
    this.text = new FrameText(kernel.symbols(), options);
    this.lines = new FrameLines(kernel, options, output);
  }

  /**
   * Prints it; gives false where -R left it out.
   *
   * @param separated whether an empty line comes first
   */
  boolean print(Task task, boolean separated) {
    separator = separated;
    try {
      return printReadable(task);
    } catch (MemoryFault fault) {
      header(task);
      output.warn(fault.getMessage());
      return true;
    }
  }

  private void header(Task task) {
    if (!output.json()) {
      output.print((separator ? "\n" : "") + TaskLine.header(task) + "\n");
      separator = false;
    }
  }

  private boolean printReadable(Task task) {
    if (options.idleHeaderOnly() && task.isIdle()) {
      header(task);
      return true;
    }
    Optional<StackRegion> stack = TaskStack.of(task);
    if (stack.isEmpty()) {
      return printWithoutStack(task);
    }
    StackTrace trace = trace(task, stack.get());
    if (options.reference().isPresent() && !refers(trace)) {
      return false;
    }
    boolean unanswered = TaskTraces.of(kernel).isUnanswered(task);
    if (output.json()) {
      JsonObject row = TaskLine.json(task);
      if (unanswered) {
        row.put("unanswered", true);
      }
      output.row(TraceJson.add(row, kernel, options, trace));
      return true;
    }
    header(task);
    if (unanswered) {
      output.line("(CPU " + task.cpu() + " did not answer the crash NMI: no registers were saved)");
    }
    print(trace, stack.get().range());
    return true;
  }

  private boolean printWithoutStack(Task task) {
    if (options.reference().isPresent()) {
      return false;
    }
    if (output.json()) {
      output.row(TaskLine.json(task).putObjects("frames", List.of()).put("end", "no_stack"));
    } else {
      header(task);
      output.line("(no stack)");
    }
    return true;
  }

  private StackTrace trace(Task task, StackRegion stack) {
    TaskTraces traces = TaskTraces.of(kernel);
    Long ip = options.ip();
    Long sp = options.sp();
    if (sp != null) {
      return traces.traceFrom(task, ip == null ? kernel.memory().u64(sp) : ip, sp);
    }
    return ip == null
        ? traces.trace(task)
        : traces.traceFrom(task, ip, firstWord(stack.range(), ip));
  }

  /** The first place on the stack that holds {@code ip}; its start if there is none. */
  private long firstWord(AddressRange range, long ip) {
    long[] all = words.read(range);
    for (int i = 0; i < all.length; i++) {
      if (all[i] == ip) {
        return range.start() + 8L * i;
      }
    }
    return range.start();
  }

  private boolean refers(StackTrace trace) {
    for (StackFrame frame : trace.frames()) {
      Optional<Symbol> symbol = kernel.symbols().at(frame.lookupAddress());
      if (options.reference().orElseThrow().matches(symbol, frame.ip())) {
        return true;
      }
    }
    return false;
  }

  private void print(StackTrace trace, AddressRange range) {
    switch (options.view()) {
      case TRACE -> new TraceText(kernel, options, output).print(trace);
      case ALL_TEXT -> printAllText(trace, range);
      case TEXT -> printText(trace, range);
      case TEXT_FROM_BOTTOM -> {
        printWords(words.text(range));
        user(trace);
      }
      case RAW -> printRaw(range);
      case EXCEPTION_FRAMES -> words.exceptionFrames(range).forEach(this::exceptionFrame);
    }
  }

  private void user(StackTrace trace) {
    trace.user().ifPresent(registers -> RegisterText.print(registers, text, output));
  }

  /** What lies from the first frame to the top of its stack. */
  private AddressRange used(StackTrace trace, AddressRange range) {
    if (trace.frames().isEmpty()) {
      return range;
    }
    StackFrame first = trace.frames().getFirst();
    AddressRange own = first.stack().map(StackRegion::range).orElse(range);
    return new AddressRange(first.returnAddressAt(), own.end());
  }

  private void printText(StackTrace trace, AddressRange range) {
    if (!trace.frames().isEmpty()) {
      StackFrame first = trace.frames().getFirst();
      Optional<Symbol> symbol = kernel.symbols().at(first.lookupAddress());
      String name = symbol.map(s -> text.name(s, first.ip(), false)).orElse("(unknown)");
      output.line("              START: " + name + " at " + Text.hex(first.ip(), 16));
    }
    printWords(words.text(used(trace, range)));
    user(trace);
  }

  private void printWords(List<TextWord> found) {
    for (TextWord word : found) {
      String place = text.place(word.value(), Optional.of(word.symbol()));
      output.line("  [" + Text.hex(word.address(), 16) + "] " + place);
    }
  }

  private void printAllText(StackTrace trace, AddressRange range) {
    int number = 0;
    for (TextWord word : words.text(used(trace, range))) {
      Optional<Symbol> symbol = Optional.of(word.symbol());
      // Each of them is a return address, or was one.
      lines.print(word.value() - 1, text.frame(number++, word.address(), word.value(), symbol));
    }
    user(trace);
  }

  private void printRaw(AddressRange range) {
    long[] all = words.read(range);
    StackData symbolic = new StackData(kernel, options, text);
    for (int i = 0; i + 1 < all.length; i += 2) {
      String first = symbolic.symbolOrWord(all[i]);
      String second = symbolic.symbolOrWord(all[i + 1]);
      output.line(Text.hex(range.start() + 8L * i, 16) + ":  " + first + " " + second + " ");
    }
  }

  void exceptionFrame(ExceptionFrame frame) {
    boolean user = frame.registers().isUserMode();
    output.line("");
    output.line(
        (user ? "  USER" : "  KERNEL")
            + "-MODE EXCEPTION FRAME AT: "
            + Text.hex(frame.address(), 16));
    if (user) {
      RegisterText.print(frame.registers(), text, output);
    } else {
      RegisterText.printInterrupted(frame.registers(), text, output);
      lines.printInterrupted(frame.registers().ip());
    }
  }
}
