package io.kwalk.lab.debuginfo;

import static io.kwalk.core.debuginfo.dwarf.DwForm.*;

import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.DwTag;
import io.kwalk.core.debuginfo.dwarf.DwUnitType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes .debug_info, .debug_abbrev and .debug_str (DWARF standard, versions 4 and 5) of either
 * byte order and of 32 or 64 bits. Each entry has an abbreviation of its own. Entries are known by
 * labels, which may be referred to before they are written.
 *
 * <p>{@code new DwarfWriter(order, 5, false, 8).unit().entry(DW_TAG_base_type, "int").name("int")
 * .number(DW_AT_byte_size, DW_FORM_data1, 4).end().endUnit()}
 */
public final class DwarfWriter {
  private final ByteOrder order;
  private final int version;
  private final boolean wide;
  private final int addressSize;
  private final ByteArrayOutputStream abbreviations = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<String, Integer> stringOffsets = new HashMap<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final Map<Integer, Reference> references = new HashMap<>();
  private final Deque<Boolean> open = new ArrayDeque<>();
  private byte[] info = new byte[256];
  private int size;
  private int unit;
  private int codes;

  /** The entry being written: its attributes in the abbreviation and its values. */
  private ByteArrayOutputStream attributes = new ByteArrayOutputStream();

  private boolean inEntry;

  private record Reference(String label, int bytes, int base) {}

  /**
   * @param wide whether offsets have 64 bits
   * @param addressSize bytes of an address
   */
  public DwarfWriter(ByteOrder order, int version, boolean wide, int addressSize) {
    this.order = order;
    this.version = version;
    this.wide = wide;
    this.addressSize = addressSize;
    strings.write(0);
  }

  private void unsigned(long value, int bytes) {
    if (size + bytes > info.length) {
      info = Arrays.copyOf(info, 2 * info.length + bytes);
    }
    put(size, value, bytes);
    size += bytes;
  }

  private void put(int at, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      int shift = 8 * (order == ByteOrder.LITTLE_ENDIAN ? i : bytes - 1 - i);
      info[at + i] = shift < 64 ? (byte) (value >>> shift) : 0;
    }
  }

  private static void uleb(ByteArrayOutputStream out, long value) {
    long rest = value;
    for (; rest >>> 7 != 0; rest >>>= 7) {
      out.write((int) rest & 0x7f | 0x80);
    }
    out.write((int) rest);
  }

  private static void sleb(ByteArrayOutputStream out, long value) {
    long rest = value;
    for (; rest < -0x40 || rest > 0x3f; rest >>= 7) {
      out.write((int) rest & 0x7f | 0x80);
    }
    out.write((int) rest & 0x7f);
  }

  private void raw(byte[] bytes) {
    for (byte each : bytes) {
      unsigned(each, 1);
    }
  }

  private void leb(long value, boolean signed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (signed) {
      sleb(out, value);
    } else {
      uleb(out, value);
    }
    raw(out.toByteArray());
  }

  /** Begins a unit, whose own entry is open: it may get attributes, then entries. */
  public DwarfWriter unit() {
    unit = size;
    if (wide) {
      unsigned(0xffff_ffffL, 4);
    }
    unsigned(0, wide ? 8 : 4);
    unsigned(version, 2);
    if (version >= 5) {
      unsigned(DwUnitType.DW_UT_compile, 1);
      unsigned(addressSize, 1);
      unsigned(0, wide ? 8 : 4);
    } else {
      unsigned(0, wide ? 8 : 4);
      unsigned(addressSize, 1);
    }
    return entry(DwTag.DW_TAG_compile_unit, "");
  }

  /** Ends the unit and its own entry. */
  public DwarfWriter endUnit() {
    end();
    int field = wide ? unit + 4 : unit;
    int bytes = wide ? 8 : 4;
    put(field, size - field - bytes, bytes);
    return this;
  }

  /** Opens an entry below the one that is open. */
  public DwarfWriter entry(int tag, String label) {
    finishEntry(true);
    labels.put(label, size);
    leb(++codes, false);
    uleb(abbreviations, codes);
    uleb(abbreviations, tag);
    inEntry = true;
    attributes = new ByteArrayOutputStream();
    return this;
  }

  private void finishEntry(boolean children) {
    if (inEntry) {
      abbreviations.write(children ? 1 : 0);
      abbreviations.writeBytes(attributes.toByteArray());
      abbreviations.write(0);
      abbreviations.write(0);
      open.push(children);
    }
    inEntry = false;
  }

  /** Ends the entry that is open. */
  public DwarfWriter end() {
    finishEntry(false);
    if (open.pop()) {
      unsigned(0, 1);
    }
    return this;
  }

  private void attribute(int name, int form) {
    uleb(attributes, name);
    uleb(attributes, form);
  }

  /** An attribute stored in {@code form}; behind DW_FORM_indirect if that is wanted. */
  public DwarfWriter indirect(int name, int form, long value) {
    attribute(name, DW_FORM_indirect);
    leb(form, false);
    value(form, value);
    return this;
  }

  /** A constant, address, flag, offset or index. */
  public DwarfWriter number(int name, int form, long value) {
    attribute(name, form);
    if (form == DW_FORM_implicit_const) {
      sleb(attributes, value);
    } else {
      value(form, value);
    }
    return this;
  }

  private void value(int form, long value) {
    switch (form) {
      case DW_FORM_flag_present -> {}
      case DW_FORM_data1, DW_FORM_flag, DW_FORM_ref1 -> unsigned(value, 1);
      case DW_FORM_data2, DW_FORM_ref2 -> unsigned(value, 2);
      case DW_FORM_data4, DW_FORM_ref4 -> unsigned(value, 4);
      case DW_FORM_data8, DW_FORM_ref8, DW_FORM_ref_sig8 -> unsigned(value, 8);
      case DW_FORM_addr -> unsigned(value, addressSize);
      case DW_FORM_sdata -> leb(value, true);
      case DW_FORM_udata, DW_FORM_ref_udata -> leb(value, false);
      case DW_FORM_strp, DW_FORM_sec_offset, DW_FORM_ref_addr -> unsigned(value, wide ? 8 : 4);
      default -> throw new IllegalArgumentException("form 0x" + Integer.toHexString(form));
    }
  }

  public DwarfWriter flag(int name) {
    return number(name, DW_FORM_flag_present, 1);
  }

  /** DW_AT_name in .debug_str. */
  public DwarfWriter name(String name) {
    int offset =
        stringOffsets.computeIfAbsent(
            name,
            text -> {
              int at = strings.size();
              strings.writeBytes((text + '\0').getBytes(StandardCharsets.UTF_8));
              return at;
            });
    return number(DwAt.DW_AT_name, DW_FORM_strp, offset);
  }

  /** DW_AT_name in the entry itself. */
  public DwarfWriter inlineName(String name) {
    attribute(DwAt.DW_AT_name, DW_FORM_string);
    raw((name + '\0').getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** A sequence of bytes. */
  public DwarfWriter block(int name, int... bytes) {
    attribute(name, version >= 4 ? DW_FORM_exprloc : DW_FORM_block);
    leb(bytes.length, false);
    for (int each : bytes) {
      unsigned(each, 1);
    }
    return this;
  }

  /** DW_AT_type, as DW_FORM_ref4. */
  public DwarfWriter type(String label) {
    return reference(DwAt.DW_AT_type, DW_FORM_ref4, label);
  }

  /** A reference of a fixed width, within the unit or, as DW_FORM_ref_addr, within the section. */
  public DwarfWriter reference(int name, int form, String label) {
    attribute(name, form);
    int start = size;
    value(form, 0);
    int base = form == DW_FORM_ref_addr ? 0 : unit;
    references.put(start, new Reference(label, size - start, base));
    return this;
  }

  /** The sections, in a file. */
  public ElfFileWriter file() {
    references.forEach((at, reference) -> {
      Integer target = labels.get(reference.label());
      if (target == null) {
        throw new IllegalStateException("no label " + reference.label());
      }
      put(at, target - reference.base(), reference.bytes());
    });
    byte[] table = Arrays.copyOf(abbreviations.toByteArray(), abbreviations.size() + 1);
    return new ElfFileWriter(order, addressSize == 8)
        .section(".debug_info", Arrays.copyOf(info, size))
        .section(".debug_abbrev", table)
        .section(".debug_str", strings.toByteArray());
  }
}
