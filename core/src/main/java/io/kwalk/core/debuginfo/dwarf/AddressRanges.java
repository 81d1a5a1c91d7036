package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwAt.*;
import static io.kwalk.core.debuginfo.dwarf.DwRle.*;

import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The code of an entry (section 2.17): DW_AT_low_pc with DW_AT_high_pc, or DW_AT_ranges, whose list
 * is in .debug_ranges before DWARF 5 and in .debug_rnglists since.
 */
public final class AddressRanges {
  private static final long[] NONE = {};

  private final Unit unit;
  private long base;
  private long[] found = new long[8];
  private int length;

  private AddressRanges(Unit unit) {
    this.unit = unit;
  }

  /**
   * Pairs of the first address and the one behind the last, in the file's order; empty if the entry
   * has no code. Addresses are the file's.
   */
  public static long[] of(Die die) {
    AttributeValue ranges = die.attribute(DW_AT_ranges);
    if (ranges != null) {
      return new AddressRanges(die.unit()).list(ranges);
    }
    AttributeValue low = die.attribute(DW_AT_low_pc);
    AttributeValue high = low == null ? null : die.attribute(DW_AT_high_pc);
    return low == null || high == null ? NONE : pair(low.address(), high);
  }

  /** Since DWARF 4, DW_AT_high_pc may be a constant: the length. */
  static long[] pair(long low, AttributeValue high) {
    return new long[] {low, high.isAddress() ? high.address() : low + high.unsigned()};
  }

  private long[] list(AttributeValue ranges) {
    base = baseOf(unit);
    if (unit.version() < 5) {
      beforeVersion5(unit.file().section(".debug_ranges"), ranges.value());
    } else {
      SectionReader lists = unit.file().section(".debug_rnglists");
      version5(lists, ranges.isListIndex() ? indexed(lists, ranges.value()) : ranges.value());
    }
    return Arrays.copyOf(found, length);
  }

  /**
   * More ranges than a unit can have: each takes bytes of its own, unless entries share a list so
   * that a small file takes long.
   */
  static long limit(Unit unit) {
    String section = unit.version() < 5 ? ".debug_ranges" : ".debug_rnglists";
    return (long) unit.end() - unit.offset() + unit.file().section(section).size();
  }

  private static long baseOf(Unit unit) {
    AttributeValue low = unit.root().attribute(DW_AT_low_pc);
    return low == null ? 0 : low.address();
  }

  /** The table of offsets that follows the header at DW_AT_rnglists_base (section 7.28). */
  private long indexed(SectionReader lists, long index) {
    AttributeValue attribute = unit.root().attribute(DW_AT_rnglists_base);
    // A split unit's table follows the section's header: length, version, two sizes, count.
    long table = attribute == null ? (unit.offsetSize() == 8 ? 20 : 12) : attribute.value();
    if (index < 0 || index > lists.size()) {
      throw lists.fault(table, "no range list " + Long.toUnsignedString(index));
    }
    int size = unit.offsetSize();
    return table + lists.at(table).seek(table + index * size).offset(size);
  }

  private void beforeVersion5(SectionReader at, long offset) {
    int size = unit.addressSize();
    long selector = size == 4 ? 0xffff_ffffL : -1;
    AttributeValue splitBase = unit.root().attribute(DW_AT_GNU_ranges_base);
    at.seek(splitBase == null ? offset : splitBase.value() + offset);
    while (true) {
      long first = at.unsigned(size);
      long second = at.unsigned(size);
      if (first == 0 && second == 0) {
        return;
      }
      if (first == selector) {
        base = second;
      } else {
        add(base + first, base + second);
      }
    }
  }

  private void version5(SectionReader at, long offset) {
    int size = unit.addressSize();
    at.seek(offset);
    for (int kind = at.u8(); kind != DW_RLE_end_of_list; kind = at.u8()) {
      switch (kind) {
        case DW_RLE_base_addressx -> base = unit.address(at.uleb());
        case DW_RLE_startx_endx -> add(unit.address(at.uleb()), unit.address(at.uleb()));
        case DW_RLE_startx_length -> addLength(unit.address(at.uleb()), at.uleb());
        case DW_RLE_offset_pair -> add(base + at.uleb(), base + at.uleb());
        case DW_RLE_base_address -> base = at.unsigned(size);
        case DW_RLE_start_end -> add(at.unsigned(size), at.unsigned(size));
        case DW_RLE_start_length -> addLength(at.unsigned(size), at.uleb());
        default -> throw at.fault("range list entry of kind " + kind);
      }
    }
  }

  private void addLength(long start, long bytes) {
    add(start, start + bytes);
  }

  private void add(long start, long end) {
    if (length == found.length) {
      found = Arrays.copyOf(found, 2 * length);
    }
    found[length++] = start;
    found[length++] = end;
  }

  /** Whether one of {@code ranges} holds {@code address}. */
  static boolean hold(long @Nullable [] ranges, long address) {
    if (ranges != null) {
      for (int i = 0; i + 1 < ranges.length; i += 2) {
        if (Long.compareUnsigned(ranges[i], address) <= 0
            && Long.compareUnsigned(address, ranges[i + 1]) < 0) {
          return true;
        }
      }
    }
    return false;
  }
}
