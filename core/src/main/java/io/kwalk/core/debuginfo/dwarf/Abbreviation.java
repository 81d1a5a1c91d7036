package io.kwalk.core.debuginfo.dwarf;

/**
 * One abbreviation declaration (section 7.5.3): the tag of entries and how their attributes are
 * stored.
 *
 * @param tag DW_TAG_…
 * @param names DW_AT_… in the order of their values
 * @param forms DW_FORM_… of each
 * @param constants the value of each whose form is DW_FORM_implicit_const
 */
record Abbreviation(int tag, boolean hasChildren, int[] names, int[] forms, long[] constants) {
  /** Where {@code attribute} stands among the values, -1 if it does not. */
  int indexOf(int attribute) {
    for (int i = 0; i < names.length; i++) {
      if (names[i] == attribute) {
        return i;
      }
    }
    return -1;
  }
}
