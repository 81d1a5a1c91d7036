package io.kwalk.core.debuginfo.file;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What dwz moved out of several debug files into one: named by .gnu_debugaltlink (a path and a
 * build-id) or DWARF 5's .debug_sup (section 7.3.6). Its build-id must be the one that is named.
 */
final class SupplementaryFile {
  private record Link(String path, String buildId) {}

  private SupplementaryFile() {}

  /** The file that {@code elf} names; empty if it names none, or that is not to be found. */
  static Optional<DwarfFile> of(ElfFile elf) {
    Optional<Link> link = link(elf);
    if (link.isEmpty()) {
      return Optional.empty();
    }
    try {
      for (Path place : places(Path.of(elf.name()).toAbsolutePath(), link.get())) {
        Optional<DwarfFile> found = open(place, link.get().buildId());
        if (found.isPresent()) {
          return found;
        }
      }
    } catch (InvalidPathException _) {
      // No file has such a name.
    }
    return Optional.empty();
  }

  private static Optional<Link> link(ElfFile elf) {
    Optional<SectionReader> alternative = elf.read(".gnu_debugaltlink");
    if (alternative.isPresent()) {
      SectionReader at = alternative.get();
      String path = at.string();
      return Optional.of(new Link(path, hex(at.bytes(at.size() - at.position()))));
    }
    Optional<SectionReader> supplementary = elf.read(".debug_sup");
    if (supplementary.isEmpty()) {
      return Optional.empty();
    }
    SectionReader at = supplementary.get();
    at.skip(2);
    if (at.u8() != 0) {
      return Optional.empty();
    }
    String path = at.string();
    return Optional.of(new Link(path, hex(at.bytes(at.uleb()))));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** As it is named; below the folders that hold {@code file}, as debug roots have it. */
  private static List<Path> places(Path file, Link link) {
    List<Path> places = new ArrayList<>();
    places.add(file.resolveSibling(link.path()));
    Path name = Path.of(link.path()).getFileName();
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      addById(places, folder, link.buildId());
      if (name != null) {
        places.add(folder.resolve(".dwz").resolve(name));
      }
    }
    addById(places, Path.of("/usr/lib/debug"), link.buildId());
    return places;
  }

  private static void addById(List<Path> places, Path root, String id) {
    if (id.length() > 2) {
      places.add(
          root.resolve(".build-id")
              .resolve(id.substring(0, 2))
              .resolve(id.substring(2) + ".debug"));
    }
  }

  private static Optional<DwarfFile> open(Path path, String buildId) {
    try {
      if (!Files.isRegularFile(path)) {
        return Optional.empty();
      }
      ElfFile elf = ElfFile.open(path);
      Optional<String> actual = elf.buildId();
      boolean fits = actual.isEmpty() || buildId.isEmpty() || actual.get().equals(buildId);
      return fits ? DwarfFile.of(elf) : Optional.empty();
    } catch (IOException | DebugInfoException _) {
      return Optional.empty();
    }
  }
}
