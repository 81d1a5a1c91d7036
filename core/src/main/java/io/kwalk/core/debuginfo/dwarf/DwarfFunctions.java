package io.kwalk.core.debuginfo.dwarf;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The functions of a file, by address. Addresses are the file's. Safe for several threads. */
public final class DwarfFunctions {
  /** Units whose tables are kept: a unit's take some 10 KiB. */
  private static final long KEPT = 1024;

  private final DwarfFile file;
  private final RecentlyUsed<Unit, SubprogramTable> tables = new RecentlyUsed<>(KEPT);

  DwarfFunctions(DwarfFile file) {
    this.file = file;
  }

  /**
   * The entries of the functions that the instruction at {@code address} belongs to: the calls that
   * were inlined (DW_TAG_inlined_subroutine), innermost first, and at last the function that they
   * were inlined into (DW_TAG_subprogram). Empty if no function is described there. The first
   * question about a unit scans its entries.
   */
  public List<Die> at(long address) {
    Die subprogram = subprogram(address);
    return subprogram == null ? List.of() : InlinedScan.of(subprogram, address);
  }

  /** The function around {@code address}, into which calls may have been inlined. */
  public Optional<Die> function(long address) {
    return Optional.ofNullable(subprogram(address));
  }

  private @Nullable Die subprogram(long address) {
    Optional<Unit> unit = file.unitOf(address);
    return unit.isEmpty() ? null : table(unit.get()).find(address);
  }

  private SubprogramTable table(Unit unit) {
    SubprogramTable known = tables.get(unit);
    if (known == null) {
      known = new SubprogramTable(unit);
      tables.put(unit, known, 1);
    }
    return known;
  }

  /**
   * A string of a function's entry, which may be with the entry that it is an instance of
   * (DW_AT_abstract_origin) or that it completes (DW_AT_specification).
   *
   * @param attribute DW_AT_name or DW_AT_linkage_name
   */
  public static @Nullable String text(Die function, int attribute) {
    Die die = function;
    // An instance, its abstract entry, and that one's declaration; more only in damaged files.
    for (int i = 0; i < 8; i++) {
      AttributeValue value = die.attribute(attribute);
      if (value != null) {
        return value.string();
      }
      Optional<Die> origin = die.reference(DwAt.DW_AT_abstract_origin);
      if (origin.isEmpty()) {
        origin = die.reference(DwAt.DW_AT_specification);
      }
      if (origin.isEmpty()) {
        return null;
      }
      die = origin.get();
    }
    return null;
  }
}
