package io.kwalk.core.debuginfo.btf;

/**
 * The kinds of BTF types (include/uapi/linux/btf.h), and how many bytes follow the 12 of struct
 * btf_type.
 */
final class BtfKind {
  static final int INT = 1;
  static final int PTR = 2;
  static final int ARRAY = 3;
  static final int STRUCT = 4;
  static final int UNION = 5;
  static final int ENUM = 6;
  static final int FWD = 7;
  static final int TYPEDEF = 8;
  static final int VOLATILE = 9;
  static final int CONST = 10;
  static final int RESTRICT = 11;
  static final int FUNC = 12;
  static final int FUNC_PROTO = 13;
  static final int VAR = 14;
  static final int DATASEC = 15;
  static final int FLOAT = 16;
  static final int DECL_TAG = 17;
  static final int TYPE_TAG = 18;
  static final int ENUM64 = 19;

  /** Kinds this reader knows are 1 to 19; the kernel has room for 127. */
  static final int LAST_KNOWN = ENUM64;

  static final int LIMIT = 128;

  private static final int UNKNOWN = -1;

  /** Bytes after struct btf_type that every type of the kind has; indexed by kind. */
  private static final int[] FIXED = {
    UNKNOWN, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0
  };

  /** Bytes for each of vlen elements after that; indexed by kind. */
  private static final int[] ELEMENT = {
    0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12
  };

  private BtfKind() {}

  /** Bytes after struct btf_type by kind, -1 where not known; {@link #LIMIT} entries. */
  static int[] fixedSizes() {
    int[] sizes = new int[LIMIT];
    for (int kind = 0; kind < LIMIT; kind++) {
      sizes[kind] = kind <= LAST_KNOWN ? FIXED[kind] : UNKNOWN;
    }
    return sizes;
  }

  /** Bytes of each element by kind; {@link #LIMIT} entries. */
  static int[] elementSizes() {
    int[] sizes = new int[LIMIT];
    System.arraycopy(ELEMENT, 0, sizes, 0, ELEMENT.length);
    return sizes;
  }
}
