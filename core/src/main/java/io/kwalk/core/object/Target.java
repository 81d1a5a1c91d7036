package io.kwalk.core.object;

import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.memory.Memory;

/** What a typed reference stands on: one program's memory, types and symbols. */
public interface Target {
  /** The virtual memory that addresses of references are in. */
  Memory memory();

  Types types();

  /**
   * Types to bind a walk's members by: those that cost least to open. Of one build, all sources
   * agree on layouts.
   */
  default Types layouts() {
    return types();
  }

  Symbols symbols();
}
