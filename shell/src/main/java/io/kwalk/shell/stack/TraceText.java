package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackFrame.Grade;
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
  private final FrameLines lines;
  private final Output output;
  private int number;

  TraceText(Kernel kernel, BtOptions options, Output output) {
    this.kernel = kernel;
    this.text = new FrameText(kernel.symbols(), options);
    this.data = new StackData(kernel, options, text);
    this.lines = new FrameLines(kernel, options, output);
    this.output = output;
  }

  void print(StackTrace trace) {
    List<StackFrame> frames = trace.frames();
    int at = 0;
    while (at < frames.size()) {
      at = print(frames, at);
    }
    trace.user().ifPresent(registers -> RegisterText.print(registers, text, output));
  }

  /** Prints one frame and what belongs to it; gives the number of the next to print. */
  private int print(List<StackFrame> frames, int at) {
    StackFrame frame = frames.get(at);
    Optional<Symbol> symbol = kernel.symbols().at(frame.lookupAddress());
    lines.print(
        frame.lookupAddress(),
        text.frame(number++, stackAddress(frame), frame.ip(), symbol) + note(frame));
    int next = at + 1;
    if (next < frames.size() && frames.get(next).interruptedAt() != 0) {
      printException(frames.get(next));
      next += frames.get(next).stack().equals(frame.stack()) ? 1 : 0;
    }
    if (next < frames.size()) {
      printBetween(frame, frames.get(next));
    }
    return next;
  }

  private void printException(StackFrame interrupted) {
    interrupted
        .interrupted()
        .ifPresent(registers -> {
          RegisterText.printInterrupted(registers, text, output);
          lines.printInterrupted(interrupted.ip());
        });
  }

  private void printBetween(StackFrame frame, StackFrame next) {
    if (next.stack().equals(frame.stack())) {
      data.print(stackAddress(frame) + 8, stackAddress(next) + 8, output);
    } else {
      frame.stack().ifPresent(stack -> output.line("--- <" + name(stack) + "> ---"));
    }
  }

  /** Only of a guess: what crash prints is as sure or as unsure, and does not say. */
  private static String note(StackFrame frame) {
    return frame.grade() == Grade.GUESSED ? " (guessed)" : "";
  }

  private static long stackAddress(StackFrame frame) {
    return frame.interruptedAt() == 0 ? frame.returnAddressAt() : frame.stackPointer();
  }

  private static String name(StackRegion stack) {
    return switch (stack.kind()) {
      case EXCEPTION -> stack.name() + " exception stack";
      case ENTRY_TRAMPOLINE -> "entry trampoline stack";
      case TASK, IRQ, SOFTIRQ, OVERFLOW, SDEI -> stack.name() + " stack";
    };
  }
}
