package io.kwalk.core.debuginfo.dwarf;

import java.util.ArrayList;
import java.util.List;

/**
 * The calls inlined into a function that an address lies in (section 3.3.8). Lexical blocks are not
 * asked for their ranges: compilers have left out parts of them.
 */
final class InlinedScan {
  private final Unit unit;
  private final long address;
  private final List<Die> nesting = new ArrayList<>();
  private final List<Integer> depths = new ArrayList<>();
  private List<Die> found;
  private long budget;

  private InlinedScan(Die subprogram, long address) {
    this.unit = subprogram.unit();
    this.address = address;
    this.found = List.of(subprogram);
    this.budget = AddressRanges.limit(unit);
    push(subprogram, 0);
  }

  /** The inlined calls around {@code address}, innermost first, and {@code subprogram} at last. */
  static List<Die> of(Die subprogram, long address) {
    InlinedScan scan = new InlinedScan(subprogram, address);
    scan.run(new DieCursor(subprogram.unit(), subprogram.offset()));
    return scan.found;
  }

  private void push(Die die, int depth) {
    nesting.add(die);
    depths.add(depth);
  }

  private void run(DieCursor cursor) {
    while (cursor.next()) {
      if (cursor.depth() == 0) {
        continue;
      }
      switch (cursor.tag()) {
        case DwTag.DW_TAG_inlined_subroutine -> inlined(cursor.offset(), cursor.depth());
        case DwTag.DW_TAG_lexical_block -> leaveTo(cursor.depth());
        default -> cursor.skipChildren();
      }
    }
  }

  private void leaveTo(int depth) {
    while (depths.getLast() >= depth) {
      depths.removeLast();
      nesting.removeLast();
    }
  }

  /** Entries come outer ones first, so the last that holds the address is the innermost. */
  private void inlined(int offset, int depth) {
    leaveTo(depth);
    Die die = unit.entry(offset);
    if (die == null) {
      return;
    }
    push(die, depth);
    long[] ranges = AddressRanges.of(die);
    budget -= ranges.length;
    if (budget < 0) {
      throw unit.reader(offset).fault("more ranges than the file can hold");
    }
    if (AddressRanges.hold(ranges, address)) {
      found = List.copyOf(nesting.reversed());
    }
  }
}
