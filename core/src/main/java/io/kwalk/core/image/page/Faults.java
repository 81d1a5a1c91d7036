package io.kwalk.core.image.page;

import io.kwalk.core.image.PageState;
import io.kwalk.core.memory.MemoryFault;

/** What a read says of a page that has no bytes. */
final class Faults {
  private Faults() {}

  static MemoryFault.Reason reason(PageState state) {
    return switch (state) {
      case EXCLUDED -> MemoryFault.Reason.EXCLUDED;
      case NOT_COVERED -> MemoryFault.Reason.NOT_COVERED;
      case CUT_OFF -> MemoryFault.Reason.CUT_OFF;
      case DAMAGED -> MemoryFault.Reason.DAMAGED;
      case PRESENT, ZERO -> throw new IllegalArgumentException(state + " pages can be read");
    };
  }
}
