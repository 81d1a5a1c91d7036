package io.kwalk.core.debuginfo.btf;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a type, or an enumerator, by name: an open-addressing hash over the bytes of the names that
 * holds nothing but positions in the BTF. Of several of one name and {@link Namespace} the first is
 * found. The hash is seeded so that no file can be made to collide on purpose.
 */
final class BtfNameIndex {
  /** What a name is looked up among; two of the same name are apart if their namespaces are. */
  enum Namespace {
    STRUCT(BtfKind.STRUCT),
    UNION(BtfKind.UNION),
    ENUM(BtfKind.ENUM),
    TYPEDEF(BtfKind.TYPEDEF),
    VARIABLE(BtfKind.VAR),
    FUNCTION(BtfKind.FUNC),
    ENUMERATOR(0);

    private final int kind;

    Namespace(int kind) {
      this.kind = kind;
    }
  }

  private final BtfBlob blob;
  private final int seed = ThreadLocalRandom.current().nextInt() | 1;

  /** Offsets of types or enumerators, 0 for a free slot (the header is there). */
  private final int[] slots;

  private BtfNameIndex(BtfBlob blob, int count) {
    this.blob = blob;
    this.slots = new int[Integer.highestOneBit(Math.max(count, 8)) * 4];
  }

  /** Structs, unions, enums, typedefs and variables. */
  static BtfNameIndex ofTypes(BtfBlob blob) {
    return of(
        blob,
        1L << BtfKind.STRUCT
            | 1L << BtfKind.UNION
            | 1L << BtfKind.ENUM
            | 1L << BtfKind.ENUM64
            | 1L << BtfKind.TYPEDEF
            | 1L << BtfKind.VAR);
  }

  /** Functions: two thirds of the names, so kept apart. */
  static BtfNameIndex ofFunctions(BtfBlob blob) {
    return of(blob, 1L << BtfKind.FUNC);
  }

  private static BtfNameIndex of(BtfBlob blob, long kinds) {
    int[] found = new int[1024];
    int count = 0;
    for (int id = blob.firstId; id < blob.endId(); id++) {
      int start = blob.start(id);
      int kind = blob.kindAt(start);
      if ((kinds >>> kind & 1) != 0 && kind < 64 && blob.nameOffsetAt(start) != 0) {
        if (count == found.length) {
          found = java.util.Arrays.copyOf(found, 2 * count);
        }
        found[count++] = start;
      }
    }
    BtfNameIndex index = new BtfNameIndex(blob, count);
    for (int i = 0; i < count; i++) {
      index.add(found[i], namespaceOf(blob.kindAt(found[i])));
    }
    return index;
  }

  /** The constants of all enums. */
  static BtfNameIndex ofEnumerators(BtfBlob blob) {
    int count = 0;
    for (int id = blob.firstId; id < blob.endId(); id++) {
      int start = blob.start(id);
      if (enumeratorSize(blob.kindAt(start)) != 0) {
        count += blob.lengthAt(start);
      }
    }
    BtfNameIndex index = new BtfNameIndex(blob, count);
    for (int id = blob.firstId; id < blob.endId(); id++) {
      int start = blob.start(id);
      int size = enumeratorSize(blob.kindAt(start));
      if (size != 0) {
        int end = start + 12 + size * blob.lengthAt(start);
        for (int at = start + 12; at < end; at += size) {
          index.add(at, 0);
        }
      }
    }
    return index;
  }

  /** Bytes of one enumerator in an enum of that kind, 0 if the kind is no enum. */
  static int enumeratorSize(int kind) {
    return kind == BtfKind.ENUM ? 8 : kind == BtfKind.ENUM64 ? 12 : 0;
  }

  private static int namespaceOf(int kind) {
    return kind == BtfKind.ENUM64 ? BtfKind.ENUM : kind;
  }

  private void add(int start, int namespace) {
    int name = blob.nameOffsetAt(start);
    int mask = slots.length - 1;
    int slot = mixed(blob.strings.hash(name, seed), namespace) & mask;
    for (int other = slots[slot]; other != 0; other = slots[slot]) {
      if (inNamespace(other, namespace) && blob.strings.same(blob.nameOffsetAt(other), name)) {
        return;
      }
      slot = slot + 1 & mask;
    }
    slots[slot] = start;
  }

  private boolean inNamespace(int start, int namespace) {
    return namespace == 0 || namespaceOf(blob.kindAt(start)) == namespace;
  }

  private static int mixed(int hash, int namespace) {
    int mixed = (hash + namespace) * 0x9e3779b1;
    return mixed ^ mixed >>> 15;
  }

  /** Where the type, or enumerator, of that name begins; 0 if there is none. */
  int find(Namespace namespace, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > BtfStrings.LONGEST) {
      return 0;
    }
    int mask = slots.length - 1;
    int slot = mixed(BtfStrings.hash(bytes, seed), namespace.kind) & mask;
    for (int start = slots[slot]; start != 0; start = slots[slot]) {
      if (inNamespace(start, namespace.kind)
          && blob.strings.matches(blob.nameOffsetAt(start), bytes)) {
        return start;
      }
      slot = slot + 1 & mask;
    }
    return 0;
  }
}
