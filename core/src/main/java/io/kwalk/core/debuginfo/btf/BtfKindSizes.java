package io.kwalk.core.debuginfo.btf;

/**
 * How many bytes follow struct btf_type by kind: what this reader knows, and for kinds newer than
 * it, what the layout section of the BTF says.
 *
 * <pre>
 * struct btf_layout { u8 info_sz, elem_sz; u16 flags; }   // one for each kind, from kind 0 on
 * </pre>
 *
 * @param fixed bytes that every type of the kind has; -1 for a kind of unknown size
 * @param element bytes of each of vlen elements
 */
record BtfKindSizes(int[] fixed, int[] element) {
  static final BtfKindSizes KNOWN = new BtfKindSizes(BtfKind.fixedSizes(), BtfKind.elementSizes());

  static BtfKindSizes of(byte[] bytes, int start, int end) {
    int[] fixed = BtfKind.fixedSizes();
    int[] element = BtfKind.elementSizes();
    for (int kind = BtfKind.LAST_KNOWN + 1; kind < BtfKind.LIMIT; kind++) {
      int at = start + 4 * kind;
      if (at + 4 > end) {
        break;
      }
      fixed[kind] = bytes[at] & 0xff;
      element[kind] = bytes[at + 1] & 0xff;
    }
    return new BtfKindSizes(fixed, element);
  }
}
