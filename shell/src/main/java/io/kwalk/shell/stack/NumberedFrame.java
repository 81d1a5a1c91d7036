package io.kwalk.shell.stack;

import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackTrace;
import java.util.ArrayList;
import java.util.List;

/**
 * A frame and the number that bt prints it with. Code that was interrupted on its own stack has no
 * number there: it goes with the frame before.
 *
 * @param index its place in the trace
 */
record NumberedFrame(int number, int index, StackFrame frame) {
  static List<NumberedFrame> of(StackTrace trace) {
    List<NumberedFrame> numbered = new ArrayList<>();
    List<StackFrame> frames = trace.frames();
    int number = 0;
    int index = 0;
    while (index < frames.size()) {
      numbered.add(new NumberedFrame(number, index, frames.get(index)));
      if (sharesNumber(frames, index + 1)) {
        index++;
        numbered.add(new NumberedFrame(number, index, frames.get(index)));
      }
      index++;
      number++;
    }
    return numbered;
  }

  private static boolean sharesNumber(List<StackFrame> frames, int index) {
    return index < frames.size()
        && frames.get(index).interruptedAt() != 0
        && frames.get(index).stack().equals(frames.get(index - 1).stack());
  }
}
