package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.SectionReader;

/**
 * Goes over the entries of a unit in their order without making an object of each: for scans that
 * look at few of them. For one thread.
 */
final class DieCursor {
  private final Unit unit;
  private final SectionReader at;
  private final AbbreviationTable abbreviations;
  private int offset;
  private int depth;
  private int depthBehind;
  private boolean started;
  private Abbreviation abbreviation = NONE;
  private int sibling;

  private static final Abbreviation NONE =
      new Abbreviation(0, false, new int[0], new int[0], new long[0]);

  /** Starts before the entry at {@code start}; goes over it and all below it. */
  DieCursor(Unit unit, int start) {
    this.unit = unit;
    this.at = unit.reader(start);
    this.abbreviations = unit.abbreviations();
  }

  /** Moves to the next entry; false behind the first one's children. */
  boolean next() {
    while (at.position() < unit.end() && (depthBehind > 0 || !started)) {
      offset = at.position();
      long code = at.uleb();
      if (code == 0) {
        depthBehind--;
        continue;
      }
      started = true;
      Abbreviation found = abbreviations.find(code);
      if (found == null) {
        throw at.fault(offset, "no abbreviation " + Long.toUnsignedString(code));
      }
      abbreviation = found;
      depth = depthBehind;
      passValues();
      depthBehind += found.hasChildren() ? 1 : 0;
      return true;
    }
    return false;
  }

  private void passValues() {
    sibling = 0;
    int[] forms = abbreviation.forms();
    int[] names = abbreviation.names();
    for (int i = 0; i < forms.length; i++) {
      if (names[i] == DwAt.DW_AT_sibling && forms[i] == DwForm.DW_FORM_ref4) {
        long target = unit.offset() + at.u32();
        sibling = target <= unit.end() ? (int) target : 0;
      } else {
        AttributeForms.skip(at, forms[i], unit.header());
      }
    }
  }

  /** Of the entry: where it starts in the section. */
  int offset() {
    return offset;
  }

  /** How far it is below the first one. */
  int depth() {
    return depth;
  }

  int tag() {
    return abbreviation.tag();
  }

  boolean has(int attribute) {
    return abbreviation.indexOf(attribute) >= 0;
  }

  /** Makes {@link #next} move behind all that is below the entry. */
  void skipChildren() {
    if (!abbreviation.hasChildren() || depthBehind != depth + 1) {
      return;
    }
    at.seek(sibling > at.position() ? sibling : DieSkipper.behindChildren(unit, at.position()));
    depthBehind = depth;
  }
}
