package io.kwalk.lab.stack;

import io.kwalk.core.stack.StackFrame;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.log.KernelLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A frame of the call trace that a kernel printed as it crashed: function and offset. */
record PrintedFrame(String function, long offset) {
  private static final Pattern FRAME =
      Pattern.compile("(?:RIP: 0010:)?([A-Za-z_][\\w.]*)\\+0x([0-9a-f]+)/0x[0-9a-f]+.*");

  /** What functions return to that tracers have changed: the kernel prints them as they are. */
  private static final List<String> TRAMPOLINES =
      List.of("arch_rethook_trampoline", "return_to_handler");

  /** A panic prints its own depth, which it has left since. */
  private static final List<String> PRINTING = List.of("dump_stack_lvl", "panic", "vpanic");

  /**
   * Those of the first trace, of interrupted code too; without those that it was not sure of, and
   * without what is not a frame of the crash.
   */
  static List<PrintedFrame> ofLog(Kernel kernel) {
    List<String> lines =
        KernelLog.of(kernel).records().stream()
            .flatMap(record -> record.lines().stream())
            .map(String::strip)
            .toList();
    int trace = lines.indexOf("Call Trace:");
    if (trace < 0) {
      return List.of();
    }
    List<PrintedFrame> frames = new ArrayList<>();
    for (int i = interrupted(lines, trace);
        i < lines.size() && !lines.get(i).equals("</TASK>");
        i++) {
      Matcher frame = FRAME.matcher(lines.get(i));
      if (frame.matches()) {
        frames.add(new PrintedFrame(frame.group(1), Long.parseLong(frame.group(2), 16)));
      }
    }
    frames.removeIf(frame -> PRINTING.contains(frame.function) || frame.isTrampoline(kernel));
    return frames;
  }

  private boolean isTrampoline(Kernel kernel) {
    return TRAMPOLINES.stream()
        .flatMap(name -> kernel.symbols().find(name).stream())
        .anyMatch(trampoline ->
            kernel.symbols().findAll(function).stream()
                .anyMatch(symbol -> symbol.address() + offset == trampoline.address()));
  }

  /** The line above the trace that says where the fault was; of a panic there is none. */
  private static int interrupted(List<String> lines, int trace) {
    int line = trace;
    while (line > Math.max(0, trace - 20) && !lines.get(line).startsWith("RIP: 0010:")) {
      line--;
    }
    return lines.get(line).startsWith("RIP: 0010:") ? line : trace;
  }

  /** Whether a frame is this one, by whichever name of the place. */
  Predicate<StackFrame> isOf(Kernel kernel) {
    return frame ->
        Stream.concat(
                kernel.symbols().findAll(function).stream(),
                // BPF programs are found by address only.
                kernel.symbols().at(frame.lookupAddress()).stream()
                    .filter(symbol -> symbol.name().equals(function)))
            .anyMatch(symbol -> symbol.address() + offset == frame.ip());
  }
}
