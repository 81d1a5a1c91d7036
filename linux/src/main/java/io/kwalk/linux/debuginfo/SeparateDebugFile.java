package io.kwalk.linux.debuginfo;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The file that a stripped one's debug information was moved to (GDB manual, "Debugging Information
 * in Separate Files"): by build-id, else by .gnu_debuglink's name and CRC.
 */
final class SeparateDebugFile {
  private static final Path DEBUG = Path.of("/usr/lib/debug");

  private SeparateDebugFile() {}

  /** The file that belongs to {@code elf}, which was opened at {@code path}; null if none does. */
  static @Nullable ElfFile of(Path path, ElfFile elf) {
    Optional<SectionReader> link = elf.read(".gnu_debuglink");
    Path folder = path.toAbsolutePath().getParent();
    if (link.isEmpty() || folder == null) {
      return null;
    }
    String name = link.get().string();
    link.get().skip(-link.get().position() & 3);
    long crc = link.get().u32();
    if (name.isEmpty() || name.indexOf('/') >= 0) {
      return null;
    }
    for (Path file : places(folder, name, elf.buildId())) {
      ElfFile found = Files.isRegularFile(file) && !file.equals(path) ? open(file, elf, crc) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static List<Path> places(Path folder, String name, Optional<String> buildId) {
    List<Path> places = new ArrayList<>();
    buildId.ifPresent(id -> DebugFileSearch.addById(places, DEBUG, id));
    places.add(folder.resolve(name));
    places.add(folder.resolve(".debug").resolve(name));
    places.add(Path.of(DEBUG.toString() + folder).resolve(name));
    return places;
  }

  /** Equal build-ids settle it; without, the checksum of the whole file does. */
  private static @Nullable ElfFile open(Path file, ElfFile stripped, long crc) {
    try {
      ElfFile found = ElfFile.open(file);
      Optional<String> id = found.buildId();
      boolean fits =
          id.isPresent() && stripped.buildId().isPresent()
              ? id.equals(stripped.buildId())
              : crc32(file) == crc;
      return fits && MatchingFile.hasDebugInfo(found) ? found : null;
    } catch (IOException | DebugInfoException _) {
      return null;
    }
  }

  private static long crc32(Path file) throws IOException {
    CRC32 crc = new CRC32();
    byte[] part = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(part); count > 0; count = in.read(part)) {
        crc.update(part, 0, count);
      }
    }
    return crc.getValue();
  }
}
