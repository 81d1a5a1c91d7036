package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.Output;
import java.util.List;
import java.util.Optional;

/**
 * A stack trace in crash's layout. Of code that an exception interrupted on its own stack only the
 * registers are shown; where the stack changes there is a line between and the interrupted code has
 * a frame of its own.
 */
final class TraceText {
  private final Kernel kernel;
  private final FrameText text;
  private final StackData data;
  private final Output output;
  private int number;

  TraceText(Kernel kernel, BtOptions options, Output output) {
    this.kernel = kernel;
    this.text = new FrameText(kernel.symbols(), options);
    this.data = new StackData(kernel, options, text);
    this.output = output;
  }

  void print(StackTrace trace) {
    List<StackFrame> frames = trace.frames();
    for (int i = 0; i < frames.size(); i++) {
      StackFrame frame = frames.get(i);
      Optional<StackRegion> before = i == 0 ? Optional.empty() : frames.get(i - 1).stack();
      boolean switched = i > 0 && !frame.stack().equals(before);
      frame
          .interrupted()
          .ifPresent(
              registers -> {
                output.line(text.exception(frame.ip()));
                RegisterText.print(registers, output);
              });
      if (switched) {
        before.ifPresent(stack -> output.line("--- <" + name(stack) + "> ---"));
      }
      if (frame.interruptedAt() == 0 || switched) {
        printFrame(frame, i + 1 < frames.size() ? frames.get(i + 1) : null);
      }
    }
    trace.user().ifPresent(registers -> RegisterText.print(registers, output));
  }

  private void printFrame(StackFrame frame, @org.jspecify.annotations.Nullable StackFrame next) {
    long at = frame.interruptedAt() == 0 ? frame.returnAddressAt() : frame.stackPointer();
    Optional<Symbol> symbol = kernel.symbols().at(frame.lookupAddress());
    output.line(text.frame(number++, at, frame.ip(), symbol));
    if (next != null && next.stack().equals(frame.stack())) {
      data.print(at + 8, next.returnAddressAt() + 8, output);
    }
  }

  private static String name(StackRegion stack) {
    return switch (stack.kind()) {
      case EXCEPTION -> stack.name() + " exception stack";
      case ENTRY_TRAMPOLINE -> "entry trampoline stack";
      case TASK, IRQ, SOFTIRQ, OVERFLOW -> stack.name() + " stack";
    };
  }
}
