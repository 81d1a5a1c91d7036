package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.file.DebugFile;
import java.util.Optional;

/** Which debug file describes the code at an address. */
@FunctionalInterface
public interface CodeFiles {
  Optional<DebugFile> of(long address);
}
