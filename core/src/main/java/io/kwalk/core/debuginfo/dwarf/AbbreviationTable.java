package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The abbreviations of a unit by their codes, which compilers number from 1 without a gap. */
final class AbbreviationTable {
  private final List<@Nullable Abbreviation> dense;
  private final Map<Long, Abbreviation> sparse;

  private AbbreviationTable(List<@Nullable Abbreviation> dense, Map<Long, Abbreviation> sparse) {
    this.dense = dense;
    this.sparse = sparse;
  }

  /** Reads the table that starts at the reader's position. */
  static AbbreviationTable read(SectionReader at) {
    List<@Nullable Abbreviation> dense = new ArrayList<>();
    dense.add(null);
    Map<Long, Abbreviation> sparse = new HashMap<>();
    for (long code = at.uleb(); code != 0; code = at.uleb()) {
      Abbreviation abbreviation = declaration(at);
      if (code == dense.size()) {
        dense.add(abbreviation);
      } else {
        sparse.putIfAbsent(code, abbreviation);
      }
    }
    return new AbbreviationTable(dense, sparse);
  }

  private static Abbreviation declaration(SectionReader at) {
    int tag = at.ulebInt();
    boolean hasChildren = at.u8() != 0;
    int[] names = new int[16];
    int[] forms = new int[16];
    long[] constants = new long[16];
    int count = 0;
    while (true) {
      int name = at.ulebInt();
      int form = at.ulebInt();
      long constant = form == DwForm.DW_FORM_implicit_const ? at.sleb() : 0;
      if (name == 0 && form == 0) {
        break;
      }
      if (count == names.length) {
        names = Arrays.copyOf(names, 2 * count);
        forms = Arrays.copyOf(forms, 2 * count);
        constants = Arrays.copyOf(constants, 2 * count);
      }
      names[count] = name;
      forms[count] = form;
      constants[count++] = constant;
    }
    return new Abbreviation(
        tag,
        hasChildren,
        Arrays.copyOf(names, count),
        Arrays.copyOf(forms, count),
        Arrays.copyOf(constants, count));
  }

  /** The abbreviation of {@code code}; null if there is none. */
  @Nullable Abbreviation find(long code) {
    return code > 0 && code < dense.size() ? dense.get((int) code) : sparse.get(code);
  }
}
