package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.dwarf.SplitUnits.SplitSections;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A package of split units (section 7.3.5; version 2 is GNU's for DWARF 4): its index says which
 * part of each section is which unit's.
 */
final class SplitPackage {
  private static final String[] NAMES_5 = {
    "",
    ".debug_info",
    "",
    ".debug_abbrev",
    ".debug_line",
    ".debug_loclists",
    ".debug_str_offsets",
    ".debug_macro",
    ".debug_rnglists"
  };
  private static final String[] NAMES_2 = {
    "",
    ".debug_info",
    ".debug_types",
    ".debug_abbrev",
    ".debug_line",
    ".debug_loc",
    ".debug_str_offsets",
    ".debug_macinfo",
    ".debug_macro"
  };

  private final ElfFile elf;
  private final SectionReader index;
  private final String[] names;
  private final int columns;
  private final long units;
  private final long slots;
  private final long rowsAt;
  private final long columnsAt;

  private SplitPackage(ElfFile elf, SectionReader index) {
    this.elf = elf;
    this.index = index;
    // 2 bytes and 2 of padding since version 5, 4 bytes before: the first two of either tell.
    int version = index.at(0).s32() == 2 ? 2 : index.at(0).u16();
    if (version != 2 && version != 5) {
      throw index.fault(0, "index version " + version);
    }
    this.names = version == 5 ? NAMES_5 : NAMES_2;
    SectionReader at = index.at(4);
    long sections = at.u32();
    this.units = at.u32();
    this.slots = at.u32();
    if (sections > 32 || 12 * slots > index.size() || 4 * units > index.size()) {
      throw index.fault(4, sections + " columns, " + units + " units, " + slots + " slots");
    }
    this.columns = (int) sections;
    this.rowsAt = 16 + 8 * slots;
    this.columnsAt = rowsAt + 4 * slots;
  }

  /** Empty if the file has no index. */
  static Optional<SplitPackage> of(ElfFile elf) {
    return elf.read(".debug_cu_index").map(index -> new SplitPackage(elf, index));
  }

  ElfFile elf() {
    return elf;
  }

  /** The sections of the unit with that number; empty if it is not in the package. */
  Optional<SplitSections> sections(long identity) {
    SectionReader numbers = index.at(16);
    for (long slot = 0; slot < slots; slot++) {
      if (numbers.u64() == identity) {
        long row = index.at(rowsAt + 4 * slot).u32();
        if (row > 0 && row <= units) {
          return Optional.of(sectionsOfRow(row));
        }
      }
    }
    return Optional.empty();
  }

  private SplitSections sectionsOfRow(long row) {
    Map<String, long[]> parts = new HashMap<>();
    for (int i = 0; i < columns; i++) {
      long id = index.at(columnsAt + 4L * i).u32();
      long offset = index.at(columnsAt + 4 * (row * columns + i)).u32();
      long size = index.at(columnsAt + 4 * ((units + row) * columns + i)).u32();
      if (id > 0 && id < names.length) {
        parts.put(names[(int) id], new long[] {offset, size});
      }
    }
    return name -> part(name, parts.get(name));
  }

  /** What has no column, such as strings, is everyone's. */
  private Optional<SectionReader> part(
      String name, long @org.jspecify.annotations.Nullable [] part) {
    Optional<SectionReader> whole = elf.read(name + ".dwo");
    return part == null ? whole : whole.map(all -> all.at(part[0]).slice(part[1]));
  }
}
