package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwAt.*;

import io.kwalk.core.debuginfo.elf.SectionReader;

/** The tables that a unit reaches by index: addresses, strings (sections 7.26, 7.27). */
final class DwarfBases {
  private DwarfBases() {}

  static long address(Unit unit, long index) {
    SectionReader at = unit.file().section(".debug_addr");
    long base = base(unit, DW_AT_addr_base, DW_AT_GNU_addr_base, 0);
    return at.seek(element(at, base, index, unit.addressSize())).unsigned(unit.addressSize());
  }

  static SectionReader string(Unit unit, long index) {
    SectionReader at = unit.file().section(".debug_str_offsets");
    // A split unit has no attribute: its table follows the section's header (section 3.1.3).
    long header = unit.version() < 5 ? 0 : 2L * unit.offsetSize();
    long base = base(unit, DW_AT_str_offsets_base, DW_AT_str_offsets_base, header);
    long offset = at.seek(element(at, base, index, unit.offsetSize())).offset(unit.offsetSize());
    return unit.file().section(".debug_str").at(offset);
  }

  private static long base(Unit unit, int name, int gnuName, long otherwise) {
    AttributeValue value = unit.root().attribute(name);
    value = value == null ? unit.root().attribute(gnuName) : value;
    Unit skeleton = unit.file().skeleton();
    if (value == null && skeleton != null && name == DW_AT_addr_base) {
      return base(skeleton, name, gnuName, otherwise);
    }
    return value == null ? otherwise : value.value();
  }

  private static long element(SectionReader section, long base, long index, int size) {
    if (base < 0 || base > section.size() || index < 0 || index > section.size() / size) {
      throw section.fault(base, "no element " + Long.toUnsignedString(index));
    }
    return base + index * size;
  }
}
