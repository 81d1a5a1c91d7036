package io.kwalk.lab.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.stack.StackFrame;
import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.TaskTraces;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Traces of kernels that crashed in ways that are hard to unwind: {@code lab/scenarios}. */
@Tag("oracle")
final class ScenarioStackTest {
  static List<Scenario> scenarios() throws IOException {
    return Scenario.all();
  }

  @OverDumps("scenarios")
  void hasTheTracesThatAreWrittenDown(Scenario scenario) throws Exception {
    assumeTrue(scenario.isThere(), "skipped: lab/scripts/scenarios has not made " + scenario);
    try (Kernel kernel = scenario.open()) {
      assertEquals(scenario.written(), scenario.found(kernel));
    }
  }

  /** What the kernel itself printed: each frame that it was sure of, at the same offset. */
  @OverDumps("scenarios")
  void hasTheFramesThatTheKernelPrinted(Scenario scenario) throws Exception {
    assumeTrue(scenario.isThere(), "skipped: lab/scripts/scenarios has not made " + scenario);
    try (Kernel kernel = scenario.open()) {
      List<PrintedFrame> printed = PrintedFrame.ofLog(kernel);
      List<StackFrame> frames =
          TaskTraces.of(kernel).trace(Scenario.task(kernel, "panic")).frames();
      int next = 0;
      for (StackFrame frame : frames) {
        if (next < printed.size() && printed.get(next).isOf(kernel).test(frame)) {
          next++;
        }
      }
      assertEquals(printed.size(), next, () -> "missing of " + printed);
      assertTrue(printed.size() >= scenario.fewestPrinted(), printed::toString);
    }
  }
}
