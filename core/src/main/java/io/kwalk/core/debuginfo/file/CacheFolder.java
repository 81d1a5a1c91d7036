package io.kwalk.core.debuginfo.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where what was worked out of a debug file is kept between runs: {@code
 * $XDG_CACHE_HOME/kwalk/BUILD-ID}, by default {@code ~/.cache/kwalk/BUILD-ID}. All in it may be
 * deleted at any time.
 */
public final class CacheFolder {
  private CacheFolder() {}

  /** The folder of one debug file, which need not exist; empty if there is no home folder. */
  public static Optional<Path> of(String buildId) {
    return in(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"))
        .map(folder -> folder.resolve("kwalk").resolve(buildId));
  }

  /** The XDG Base Directory Specification has relative paths ignored. */
  static Optional<Path> in(@Nullable String named, @Nullable String home) {
    try {
      if (named != null && Path.of(named).isAbsolute()) {
        return Optional.of(Path.of(named));
      }
      return home == null || !Path.of(home).isAbsolute()
          ? Optional.empty()
          : Optional.of(Path.of(home, ".cache"));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }
}
