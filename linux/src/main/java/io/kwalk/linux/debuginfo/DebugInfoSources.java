package io.kwalk.linux.debuginfo;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where debug files may come from.
 *
 * @param vmlinux named by the user
 */
public record DebugInfoSources(Optional<Path> vmlinux) {
  /** Only what the dump itself holds. */
  public static final DebugInfoSources NONE = new DebugInfoSources(Optional.empty());
}
