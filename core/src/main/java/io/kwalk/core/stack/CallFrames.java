package io.kwalk.core.stack;

import io.kwalk.core.debuginfo.cfi.CallFrameRow;
import java.util.Optional;

/** Call frame information by run-time address, of whichever file covers it. */
@FunctionalInterface
public interface CallFrames {
  /**
   * The row in force at {@code address}; empty where there is none.
   *
   * @throws io.kwalk.core.debuginfo.DebugInfoException if it is damaged
   */
  Optional<CallFrameRow> find(long address);
}
