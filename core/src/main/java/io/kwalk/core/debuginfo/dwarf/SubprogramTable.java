package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.memory.Lazy;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a unit that have code, by address. Most are direct children of the unit or of a
 * namespace; only an address that none of those holds makes it look into all entries. Safe for
 * several threads.
 */
final class SubprogramTable {
  private final Unit unit;
  private final Lazy<AddressIntervals> outer;
  private final Lazy<AddressIntervals> all;

  SubprogramTable(Unit unit) {
    this.unit = unit;
    this.outer = Lazy.of(() -> read(false));
    this.all = Lazy.of(() -> read(true));
  }

  /** The subprogram that holds {@code address}; null if none does. */
  @Nullable Die find(long address) {
    int offset = outer.get().find(address);
    if (offset == AddressIntervals.NONE) {
      offset = all.get().find(address);
    }
    return offset == AddressIntervals.NONE ? null : unit.entry(offset);
  }

  private AddressIntervals read(boolean nested) {
    AddressIntervals intervals = new AddressIntervals();
    long limit = AddressRanges.limit(unit);
    DieCursor cursor = new DieCursor(unit, unit.header().entriesAt());
    while (cursor.next()) {
      int tag = cursor.tag();
      if (tag == DwTag.DW_TAG_subprogram && !cursor.has(DwAt.DW_AT_declaration)) {
        Die die = unit.entry(cursor.offset());
        if (die != null) {
          intervals.add(AddressRanges.of(die), cursor.offset());
        }
        if (intervals.count() > limit) {
          throw unit.reader(cursor.offset()).fault("more ranges than the file can hold");
        }
      }
      if (!nested && cursor.depth() > 0 && tag != DwTag.DW_TAG_namespace) {
        cursor.skipChildren();
      }
    }
    return intervals.sorted();
  }
}
