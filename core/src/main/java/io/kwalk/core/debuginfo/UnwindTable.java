package io.kwalk.core.debuginfo;

import java.util.Optional;

/** Unwind rules by instruction address; one for vmlinux and one for each module, or all joined. */
public interface UnwindTable {
  /** The rule in force at {@code address}; empty where the table does not cover it. */
  Optional<UnwindRule> find(long address);
}
