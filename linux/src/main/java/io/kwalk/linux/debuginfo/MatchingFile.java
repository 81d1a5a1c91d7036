package io.kwalk.linux.debuginfo;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.linux.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens candidates and takes the first that was built with the code in the dump and has debug
 * information; of files without any the first is kept, for its symbols. Files that do not fit are
 * said in {@link Kernel#notes}.
 */
final class MatchingFile {
  private final Kernel kernel;
  private final Optional<String> buildId;
  private @Nullable ElfFile stripped;

  MatchingFile(Kernel kernel, Optional<String> buildId) {
    this.kernel = kernel;
    this.buildId = buildId;
  }

  /** The file, if it fits and has debug information; else null. */
  @Nullable ElfFile open(Path path) {
    try {
      ElfFile elf = ElfFile.open(path);
      Optional<String> actual = elf.buildId();
      if (buildId.isPresent() && actual.isPresent() && !buildId.equals(actual)) {
        kernel.note(path + ": not what runs in the dump: " + mismatch(actual.get(), buildId.get()));
        return null;
      }
      return hasDebugInfo(elf) ? elf : separate(path, elf);
    } catch (IOException | DebugInfoException failure) {
      kernel.note(path + ": not used: " + failure.getMessage());
      return null;
    }
  }

  private @Nullable ElfFile separate(Path path, ElfFile elf) {
    ElfFile found = SeparateDebugFile.of(path, elf);
    if (found == null && stripped == null) {
      stripped = elf;
    }
    return found;
  }

  /** The first file that fits but has no debug information. */
  @Nullable ElfFile stripped() {
    return stripped;
  }

  static boolean hasDebugInfo(ElfFile elf) {
    return elf.section(".debug_info").isPresent() || elf.section(".zdebug_info").isPresent();
  }

  static String mismatch(String actual, String expected) {
    return "build-id " + actual + ", not " + expected;
  }
}
