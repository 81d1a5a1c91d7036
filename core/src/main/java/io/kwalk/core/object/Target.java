package io.kwalk.core.object;

import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.memory.Memory;

/** What a typed reference stands on: one program's memory, types and symbols. */
public interface Target {
  /** The virtual memory that addresses of references are in. */
  Memory memory();

  Types types();

  Symbols symbols();
}
