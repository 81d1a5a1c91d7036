package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.stack.RegisterSet;
import io.kwalk.core.stack.StackFrame;

/**
 * A frame whose function has debug information.
 *
 * @param index its place in the trace
 * @param function the entry of the function that the linker knows
 */
record DescribedFrame(
    int index, StackFrame frame, RegisterSet registers, DebugFile file, Die function) {
  /** Where the code is, as the file numbers it: inside the call instruction, of a caller. */
  long fileAddress() {
    return file.toFile(frame.lookupAddress());
  }
}
