package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwAt.*;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.memory.Lazy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a file's units that the compiler put elsewhere (gcc -gsplit-dwarf; section 3.1.2 and
 * 7.3.2): in a package FILE.dwp, or in a .dwo file for each unit. Safe for several threads.
 */
final class SplitUnits {
  private final ElfFile elf;
  private final Lazy<Optional<SplitPackage>> dwp;
  private final Map<Unit, Optional<Unit>> known = new ConcurrentHashMap<>();

  SplitUnits(ElfFile elf) {
    this.elf = elf;
    this.dwp = Lazy.of(this::openPackage);
  }

  /** The unit that {@code skeleton} stands for; empty if it stands for none, or that is missing. */
  Optional<Unit> of(Unit skeleton) {
    Optional<Unit> found = known.get(skeleton);
    if (found == null) {
      String name = dwoName(skeleton);
      found = name == null ? Optional.empty() : find(skeleton, name);
      known.put(skeleton, found);
    }
    return found;
  }

  private static @Nullable String dwoName(Unit skeleton) {
    AttributeValue name = skeleton.root().attribute(DW_AT_dwo_name);
    name = name == null ? skeleton.root().attribute(DW_AT_GNU_dwo_name) : name;
    return name == null ? null : name.string();
  }

  /** The number that both parts carry: version 5 has it in the header. */
  private static long identity(Unit unit) {
    AttributeValue number = unit.root().attribute(DW_AT_GNU_dwo_id);
    return number == null ? unit.header().identity() : number.value();
  }

  private Optional<Unit> find(Unit skeleton, String name) {
    long identity = identity(skeleton);
    if (dwp.get().isPresent()) {
      SplitPackage all = dwp.get().get();
      Optional<SplitSections> sections = all.sections(identity);
      if (sections.isPresent()) {
        return unit(DwarfFile.split(all.elf(), sections.get(), skeleton), identity);
      }
    }
    for (Path path : places(skeleton, name)) {
      ElfFile dwo = open(path);
      Optional<Unit> unit =
          dwo == null ? Optional.empty() : unit(DwarfFile.split(dwo, of(dwo), skeleton), identity);
      if (unit.isPresent()) {
        return unit;
      }
    }
    return Optional.empty();
  }

  private static SplitSections of(ElfFile dwo) {
    return name -> dwo.read(name + ".dwo");
  }

  private static Optional<Unit> unit(DwarfFile file, long identity) {
    for (Unit unit : file.units()) {
      if (!unit.header().isTypeUnit() && identity(unit) == identity) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }

  /** Where it was compiled; then beside the file, as debug packages have it. */
  private List<Path> places(Unit skeleton, String name) {
    List<Path> places = new ArrayList<>();
    try {
      AttributeValue folder = skeleton.root().attribute(DW_AT_comp_dir);
      places.add(folder == null ? Path.of(name) : Path.of(folder.string()).resolve(name));
      Path beside = Path.of(elf.name()).toAbsolutePath();
      places.add(beside.resolveSibling(name));
      places.add(beside.resolveSibling(String.valueOf(Path.of(name).getFileName())));
    } catch (InvalidPathException _) {
      // No place of that name.
    }
    return places;
  }

  private Optional<SplitPackage> openPackage() {
    try {
      ElfFile file = open(Path.of(elf.name() + ".dwp"));
      return file == null ? Optional.empty() : SplitPackage.of(file);
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private static @Nullable ElfFile open(Path path) {
    try {
      return Files.isRegularFile(path) ? ElfFile.open(path) : null;
    } catch (IOException | DebugInfoException _) {
      return null;
    }
  }

  /** Sections of a split unit, by the names that they have in an ordinary file. */
  interface SplitSections {
    Optional<SectionReader> read(String name);
  }
}
