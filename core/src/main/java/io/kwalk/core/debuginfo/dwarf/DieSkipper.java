package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.SectionReader;

/** Passes over entries without looking at them. */
final class DieSkipper {
  private DieSkipper() {}

  /** Where the list of children that starts at {@code offset} has ended, with all below them. */
  static int behindChildren(Unit unit, int offset) {
    SectionReader at = unit.reader(offset);
    AbbreviationTable abbreviations = unit.abbreviations();
    int depth = 1;
    while (depth > 0 && at.position() < unit.end()) {
      int start = at.position();
      long code = at.uleb();
      if (code == 0) {
        depth--;
        continue;
      }
      Abbreviation abbreviation = abbreviations.find(code);
      if (abbreviation == null) {
        throw at.fault(start, "no abbreviation " + Long.toUnsignedString(code));
      }
      for (int form : abbreviation.forms()) {
        AttributeForms.skip(at, form, unit.header());
      }
      depth += abbreviation.hasChildren() ? 1 : 0;
    }
    return at.position();
  }
}
