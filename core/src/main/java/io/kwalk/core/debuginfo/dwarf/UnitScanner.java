package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.BaseTypeNames;
import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Collects the names that units define, without making an object of any entry. What the bodies of
 * functions hold is passed over. For one thread.
 *
 * <p>Nearly all names occur in many units: what was met once, with the same kind and size, is not
 * listed again.
 */
final class UnitScanner {
  /** Deeper namespaces are not looked into. */
  private static final int MAX_NAMESPACES = 32;

  private static final int MAX_SPECIFICATIONS = 4;

  private static final UnitHeader NONE = new UnitHeader(0, 0, 5, 0, 4, 8, 0, 0, 0, 0);

  private final ScanSections sections;
  private final SectionReader info;
  private final boolean big;
  private final byte[] strings;
  private final ScanPlan plan;
  private final LongSet seen;
  final NameList names = new NameList();
  private byte[] bytes = {};

  /** Where in the section {@link #bytes} begin. */
  private int base;

  private UnitHeader unit = NONE;
  private int end;
  private long planOf = -1;
  private int planSizes;
  private final int[] prefixes = new int[MAX_NAMESPACES + 1];
  private int namespaces;

  /** Where the name looked at last is. */
  private byte[] nameBytes = {};

  private int nameStart;

  /** The same in .debug_str, where equal names are stored once; -1 elsewhere. */
  private int nameOffset;

  UnitScanner(ScanSections sections) {
    this.sections = sections;
    this.info = sections.info().copy();
    this.big = info.order() == ByteOrder.BIG_ENDIAN;
    this.strings = sections.strings();
    this.plan = new ScanPlan(sections.abbreviations());
    this.seen = new LongSet(Math.clamp(Integer.highestOneBit(info.size() / 64), 1 << 8, 1 << 18));
    this.prefixes[0] = NameHash.START;
  }

  /**
   * Scans units; passes over damaged ones.
   *
   * @param starts where units start, and where the last one ends
   * @param first the number of the first unit
   * @param last the number behind the last one
   */
  void scan(int[] starts, int first, int last) {
    base = starts[first];
    int length = starts[last] - base;
    if (length > bytes.length) {
      bytes = new byte[length];
    }
    info.copyTo(base, bytes, length);
    for (int i = first; i < last; i++) {
      try {
        unit = UnitHeader.read(info.seek(starts[i]), false);
        scanUnit();
      } catch (IndexOutOfBoundsException | ArithmeticException | DebugInfoException damaged) {
        // The names behind the damage are lost.
      }
    }
  }

  private void scanUnit() {
    int sizes = unit.version() << 16 | unit.addressSize() << 8 | unit.offsetSize();
    if (unit.abbreviationOffset() != planOf || sizes != planSizes) {
      planOf = -1;
      plan.read(unit);
      planOf = unit.abbreviationOffset();
      planSizes = sizes;
    }
    end = unit.end() - base;
    namespaces = 0;
    int at = unit.entriesAt() - base;
    int code = code(at);
    if (code == 0 || plan.kindOf(code) == ScanPlan.NO_ABBREVIATION) {
      throw new IndexOutOfBoundsException(at);
    }
    at = behind(behindCode(at), code);
    if ((plan.flags[code] & ScanPlan.HAS_CHILDREN) != 0) {
      children(at);
    }
  }

  private void children(int start) {
    byte[] data = bytes;
    int[] leaf = plan.leaf;
    int[] jump = plan.jump;
    int at = start;
    while (at < end) {
      int entry = at;
      int code = data[at++];
      if (code < 0) {
        code = code(entry);
        at = behindCode(entry);
      }
      if (code >= leaf.length) {
        throw new IndexOutOfBoundsException(code);
      }
      int size = leaf[code];
      if (size >= 0) {
        at += size;
        continue;
      }
      int sibling = jump[code];
      if (sibling >= 0) {
        int target = unit.offset() - base + word(at + sibling);
        if (target <= at || target > end) {
          throw new IndexOutOfBoundsException(target);
        }
        at = target;
      } else if (code == 0) {
        if (namespaces == 0) {
          return;
        }
        namespaces--;
      } else {
        at = entry(entry, at, code);
      }
    }
  }

  /** Lists an entry, if it has a name; gives where the next one starts. */
  private int entry(int entry, int values, int code) {
    int kind = plan.kind[code];
    int flags = plan.flags[code];
    switch (kind) {
      case ScanPlan.NO_ABBREVIATION -> throw new IndexOutOfBoundsException(code);
      case NameKind.STRUCT, NameKind.UNION, NameKind.TYPEDEF, NameKind.BASE -> {
        if ((flags & ScanPlan.DECLARATION) == 0 && plan.name[code] >= 0) {
          list(kind, entry, values, code, size(values, code));
        }
      }
      case NameKind.ENUM -> {
        if ((flags & ScanPlan.DECLARATION) == 0) {
          return enumeration(entry, values, code);
        }
      }
      case NameKind.FUNCTION -> function(entry, values, code, flags);
      case NameKind.VARIABLE -> variable(entry, values, code, flags);
      case NameKind.NAMESPACE -> {
        if ((flags & ScanPlan.HAS_CHILDREN) != 0 && namespaces < MAX_NAMESPACES) {
          int name = plan.name[code];
          prefixes[namespaces + 1] = name < 0 ? prefixes[namespaces] : prefix(values, code, name);
          namespaces++;
          return behind(values, code);
        }
      }
      default -> {}
    }
    return behindAll(values, code);
  }

  private int prefix(int values, int code, int name) {
    name(place(values, code, name), plan.form[name]);
    int hash = hash();
    return NameHash.next(NameHash.next(hash, (byte) ':'), (byte) ':');
  }

  /** Of one with code, every one is listed: its entry is the only one with this address. */
  private void function(int entry, int values, int code, int flags) {
    if ((flags & ScanPlan.ORIGIN) != 0) {
      return;
    }
    if ((flags & ScanPlan.CODE) != 0) {
      listDefinition(NameKind.FUNCTION, entry, values, code);
    } else if (plan.name[code] >= 0) {
      boolean inline = (flags & ScanPlan.INLINE) != 0;
      int kind = inline ? NameKind.FUNCTION : NameKind.FUNCTION_DECLARATION;
      list(kind, entry, values, code, 0);
    }
  }

  /** As {@link #function}. */
  private void variable(int entry, int values, int code, int flags) {
    if ((flags & ScanPlan.LOCATION) != 0) {
      listDefinition(NameKind.VARIABLE, entry, values, code);
    } else if (plan.name[code] >= 0) {
      list(NameKind.VARIABLE_DECLARATION, entry, values, code, 0);
    }
  }

  private void listDefinition(int kind, int entry, int values, int code) {
    int namedValues = values;
    int namedCode = code;
    for (int depth = 0; plan.name[namedCode] < 0; depth++) {
      int specification = plan.specification[namedCode];
      if (specification < 0 || depth == MAX_SPECIFICATIONS) {
        return;
      }
      int target = reference(place(namedValues, namedCode, specification), specification);
      namedCode = code(target);
      if (plan.kindOf(namedCode) == ScanPlan.NO_ABBREVIATION) {
        return;
      }
      namedValues = behindCode(target);
    }
    int name = plan.name[namedCode];
    name(place(namedValues, namedCode, name), plan.form[name]);
    names.add(kind, 0, NameHash.finished(hash()), base + entry);
  }

  /** Where in {@link #bytes} a reference within the unit leads. */
  private int reference(int at, int attribute) {
    int offset =
        switch (plan.form[attribute]) {
          case DwForm.DW_FORM_ref1 -> bytes[at] & 0xff;
          case DwForm.DW_FORM_ref2 -> half(at);
          case DwForm.DW_FORM_ref4 -> word(at);
          case DwForm.DW_FORM_ref_udata -> uleb(at);
          case DwForm.DW_FORM_ref8 -> Math.toIntExact(offset(at, 8));
          case DwForm.DW_FORM_ref_addr ->
              Math.toIntExact(offset(at, unit.offsetSize())) - unit.offset();
          default -> -1;
        };
    int target = unit.offset() - base + offset;
    if (offset <= 0 || target < unit.entriesAt() - base || target >= end) {
      throw new IndexOutOfBoundsException(offset);
    }
    return target;
  }

  /** Lists an enum and its constants, unless it is known by its name and its shape. */
  private int enumeration(int entry, int values, int code) {
    int children = behind(values, code);
    if ((plan.flags[code] & ScanPlan.HAS_CHILDREN) == 0) {
      if (plan.name[code] >= 0) {
        list(NameKind.ENUM, entry, values, code, 0);
      }
      return children;
    }
    int next = sibling(values, code);
    boolean isNew =
        plan.name[code] < 0
            || list(NameKind.ENUM, entry, values, code, next < 0 ? 0 : shape(children, next));
    return isNew || next < 0 ? enumerators(entry, children) : next;
  }

  /** Tells enums of one name apart: by the room their constants take and the first one's name. */
  private int shape(int children, int next) {
    return 31 * (next - children) + word(behindCode(children));
  }

  private int enumerators(int enumeration, int start) {
    int at = start;
    while (at < end) {
      int code = code(at);
      int values = behindCode(at);
      if (code == 0) {
        return values;
      }
      if (plan.kindOf(code) == NameKind.ENUMERATOR && plan.name[code] >= 0) {
        list(NameKind.ENUMERATOR, enumeration, values, code, 0);
      }
      at = behindAll(values, code);
    }
    return at;
  }

  /** Lists a name unless it is known; tells whether it was new. */
  private boolean list(int kind, int entry, int values, int code, int size) {
    int attribute = plan.name[code];
    name(place(values, code, attribute), plan.form[attribute]);
    long key = key(kind, size);
    if (!seen.add(key)) {
      return false;
    }
    int hash =
        kind == NameKind.BASE
            ? NameHash.of(BaseTypeNames.canonical(text()))
            : NameHash.finished(hash());
    names.add(kind, key, hash, base + entry);
    return true;
  }

  private long key(int kind, int size) {
    long extra = (long) kind << 28 | size & 0xfff_ffff;
    long key = nameOffset >= 0 ? (long) nameOffset << 32 | extra : ~mixed(extra);
    if (namespaces > 0) {
      key = (key ^ prefixes[namespaces]) * 0x9e3779b97f4a7c15L;
    }
    return key == 0 ? 1 : key;
  }

  /** Of a name that is not in .debug_str, such as GCC's of three letters and fewer. */
  private long mixed(long extra) {
    long mixed = extra;
    for (int at = nameStart; nameBytes[at] != 0; at++) {
      mixed = (mixed ^ nameBytes[at]) * 0x9e3779b97f4a7c15L;
      mixed ^= mixed >>> 29;
    }
    return mixed;
  }

  private int hash() {
    return NameHash.string(prefixes[namespaces], nameBytes, nameStart);
  }

  private String text() {
    int stop = nameStart;
    while (nameBytes[stop] != 0) {
      stop++;
    }
    return new String(nameBytes, nameStart, stop - nameStart, StandardCharsets.UTF_8);
  }

  /** Finds where the string is that an attribute stores at {@code at}. */
  private void name(int at, int form) {
    switch (form) {
      case DwForm.DW_FORM_strp -> {
        nameBytes = strings;
        nameStart = Math.toIntExact(offset(at, unit.offsetSize()));
        nameOffset = nameStart;
      }
      case DwForm.DW_FORM_string -> {
        nameBytes = bytes;
        nameStart = at;
        nameOffset = -1;
      }
      default -> {
        nameBytes = sections.string(unit, form, base + at);
        nameStart = 0;
        nameOffset = -1;
      }
    }
  }

  private int size(int values, int code) {
    int attribute = plan.size[code];
    if (attribute < 0) {
      return 0;
    }
    int at = place(values, code, attribute);
    return switch (plan.form[attribute]) {
      case DwForm.DW_FORM_implicit_const -> plan.constant[attribute];
      case DwForm.DW_FORM_data1 -> bytes[at] & 0xff;
      case DwForm.DW_FORM_data2 -> half(at);
      case DwForm.DW_FORM_data4 -> word(at);
      case DwForm.DW_FORM_udata -> uleb(at);
      default -> 0;
    };
  }

  /** Where the entry behind this one's children is by DW_AT_sibling; -1 without. */
  private int sibling(int values, int code) {
    int attribute = plan.sibling[code];
    if (attribute < 0) {
      return -1;
    }
    int target = reference(place(values, code, attribute), attribute);
    return target > values ? target : -1;
  }

  /** Where the value of an attribute is. */
  private int place(int values, int code, int attribute) {
    int offset = plan.offset[attribute];
    if (offset >= 0) {
      return values + offset;
    }
    int at = values;
    for (int i = plan.first[code]; i < attribute; i++) {
      at = behindValue(at, plan.form[i]);
    }
    return at;
  }

  /** Where an entry's values end. */
  private int behind(int values, int code) {
    int whole = plan.whole[code];
    if (whole >= 0) {
      return values + whole;
    }
    int at = values;
    for (int i = plan.first[code]; i < plan.last[code]; i++) {
      at = behindValue(at, plan.form[i]);
    }
    return at;
  }

  /** Where an entry and all below it end. */
  private int behindAll(int values, int code) {
    if (plan.kindOf(code) == ScanPlan.NO_ABBREVIATION) {
      throw new IndexOutOfBoundsException(code);
    }
    if ((plan.flags[code] & ScanPlan.HAS_CHILDREN) == 0) {
      return behind(values, code);
    }
    int next = sibling(values, code);
    return next >= 0 ? next : behindChildren(behind(values, code));
  }

  private int behindChildren(int start) {
    int at = start;
    int depth = 1;
    while (depth > 0 && at < end) {
      int code = code(at);
      at = behindCode(at);
      if (code == 0) {
        depth--;
        continue;
      }
      if (plan.kindOf(code) == ScanPlan.NO_ABBREVIATION) {
        throw new IndexOutOfBoundsException(code);
      }
      int next = plan.sibling[code] < 0 ? -1 : sibling(at, code);
      if (next >= 0) {
        at = next;
      } else {
        at = behind(at, code);
        depth += plan.flags[code] & ScanPlan.HAS_CHILDREN;
      }
    }
    return at;
  }

  private int behindValue(int at, int form) {
    int size = FormSizes.of(form, unit);
    if (size >= 0) {
      return at + size;
    }
    return switch (form) {
      case DwForm.DW_FORM_string -> behindString(at);
      case DwForm.DW_FORM_block1 -> at + 1 + (bytes[at] & 0xff);
      case DwForm.DW_FORM_block2 -> at + 2 + half(at);
      case DwForm.DW_FORM_block4 -> within(at + 4, word(at));
      case DwForm.DW_FORM_block, DwForm.DW_FORM_exprloc -> within(behindCode(at), uleb(at));
      case DwForm.DW_FORM_indirect -> indirect(at);
      case DwForm.DW_FORM_sdata,
          DwForm.DW_FORM_udata,
          DwForm.DW_FORM_ref_udata,
          DwForm.DW_FORM_strx,
          DwForm.DW_FORM_addrx,
          DwForm.DW_FORM_loclistx,
          DwForm.DW_FORM_rnglistx,
          DwForm.DW_FORM_GNU_addr_index,
          DwForm.DW_FORM_GNU_str_index ->
          behindCode(at);
      default -> throw new IndexOutOfBoundsException(form);
    };
  }

  private int indirect(int at) {
    int form = uleb(at);
    if (form == DwForm.DW_FORM_indirect || form == DwForm.DW_FORM_implicit_const) {
      throw new IndexOutOfBoundsException(form);
    }
    return behindValue(behindCode(at), form);
  }

  private int within(int at, int length) {
    if (length < 0 || length > end - at) {
      throw new IndexOutOfBoundsException(length);
    }
    return at + length;
  }

  private int behindString(int start) {
    int at = start;
    while (bytes[at] != 0) {
      at++;
    }
    return at + 1;
  }

  private int code(int at) {
    return uleb(at);
  }

  /** Where the LEB128 value at {@code at} ends. */
  private int behindCode(int start) {
    int at = start;
    while (bytes[at] < 0) {
      at++;
    }
    return at + 1;
  }

  private int uleb(int start) {
    int at = start;
    int next = bytes[at++];
    if (next >= 0) {
      return next;
    }
    int value = next & 0x7f;
    int shift = 7;
    do {
      next = bytes[at++];
      value |= shift < 32 ? (next & 0x7f) << shift : 0;
      shift += 7;
    } while (next < 0);
    if (value < 0) {
      throw new IndexOutOfBoundsException(value);
    }
    return value;
  }

  private int half(int at) {
    int first = bytes[at] & 0xff;
    int second = bytes[at + 1] & 0xff;
    return big ? first << 8 | second : second << 8 | first;
  }

  private int word(int at) {
    byte[] data = bytes;
    int low = data[at] & 0xff | (data[at + 1] & 0xff) << 8;
    int high = data[at + 2] & 0xff | (data[at + 3] & 0xff) << 8;
    int value = high << 16 | low;
    return big ? Integer.reverseBytes(value) : value;
  }

  private long offset(int at, int size) {
    if (size == 4) {
      return word(at) & 0xffff_ffffL;
    }
    long first = word(at) & 0xffff_ffffL;
    long second = word(at + 4) & 0xffff_ffffL;
    return big ? first << 32 | second : second << 32 | first;
  }
}
