package io.kwalk.core.debuginfo.location;

import static io.kwalk.core.debuginfo.location.DwLle.*;

import io.kwalk.core.debuginfo.dwarf.AttributeValue;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.Optional;

/**
 * Location lists: which expression holds at which addresses (section 2.6.2). In .debug_loclists
 * since DWARF 5 (section 7.29), before in .debug_loc (DWARF 4 section 2.6.2).
 */
public final class LocationList {
  /** A header in front of the offsets: a split unit has no DW_AT_loclists_base. */
  private static final int HEADER = 12;

  private static final int WIDE_HEADER = 20;

  private final Unit unit;
  private final long address;

  private LocationList(Unit unit, long address) {
    this.unit = unit;
    this.address = address;
  }

  /**
   * The expression that holds at {@code address}, an address of the file; empty if none does: the
   * value is nowhere. Costs a walk over the list.
   *
   * @param value of DW_AT_location, DW_AT_frame_base and the like: one expression, or a list
   * @throws io.kwalk.core.debuginfo.DebugInfoException if the list is damaged
   */
  public static Optional<SectionReader> find(AttributeValue value, long address) {
    if (value.isBlock()) {
      return Optional.of(value.block());
    }
    LocationList list = new LocationList(value.unit(), address);
    return value.unit().version() >= 5 ? list.findNew(value) : list.findOld(value);
  }

  private Optional<SectionReader> findNew(AttributeValue value) {
    SectionReader at = unit.file().section(".debug_loclists");
    at.seek(value.isListIndex() ? listOffset(at, value.value()) : value.value());
    long base = unitBase();
    SectionReader otherwise = null;
    while (true) {
      int kind = at.u8();
      long start = 0;
      long end = 0;
      switch (kind) {
        case DW_LLE_end_of_list -> {
          return Optional.ofNullable(otherwise);
        }
        case DW_LLE_base_addressx -> base = unit.address(at.uleb());
        case DW_LLE_base_address -> base = at.unsigned(unit.addressSize());
        case DW_LLE_startx_endx -> {
          start = unit.address(at.uleb());
          end = unit.address(at.uleb());
        }
        case DW_LLE_startx_length -> {
          start = unit.address(at.uleb());
          end = start + at.uleb();
        }
        case DW_LLE_offset_pair -> {
          start = base + at.uleb();
          end = base + at.uleb();
        }
        case DW_LLE_start_end -> {
          start = at.unsigned(unit.addressSize());
          end = at.unsigned(unit.addressSize());
        }
        case DW_LLE_start_length -> {
          start = at.unsigned(unit.addressSize());
          end = start + at.uleb();
        }
        case DW_LLE_GNU_view_pair -> {
          at.skipLeb();
          at.skipLeb();
        }
        case DW_LLE_default_location -> {}
        default -> throw at.fault("location list entry " + kind);
      }
      if (hasExpression(kind)) {
        SectionReader expression = at.slice(at.ulebInt());
        if (kind == DW_LLE_default_location) {
          otherwise = expression;
        } else if (covers(start, end)) {
          return Optional.of(expression);
        }
      }
    }
  }

  private static boolean hasExpression(int kind) {
    return switch (kind) {
      case DW_LLE_base_addressx, DW_LLE_base_address, DW_LLE_GNU_view_pair -> false;
      default -> true;
    };
  }

  private boolean covers(long start, long end) {
    return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
  }

  private long listOffset(SectionReader section, long index) {
    AttributeValue attribute = unit.root().attribute(DwAt.DW_AT_loclists_base);
    long header = unit.offsetSize() == 8 ? WIDE_HEADER : HEADER;
    long base = attribute == null ? header : attribute.value();
    if (index < 0 || index > section.size() / unit.offsetSize()) {
      throw section.fault(base, "no location list " + Long.toUnsignedString(index));
    }
    SectionReader at = section.at(base + index * unit.offsetSize());
    return base + at.offset(unit.offsetSize());
  }

  private long unitBase() {
    AttributeValue lowPc = unit.root().attribute(DwAt.DW_AT_low_pc);
    return lowPc == null ? 0 : lowPc.address();
  }

  private Optional<SectionReader> findOld(AttributeValue value) {
    SectionReader at = unit.file().section(".debug_loc");
    at.seek(value.value());
    int size = unit.addressSize();
    long selector = size == 8 ? -1 : 0xffff_ffffL;
    long base = unitBase();
    while (true) {
      long start = at.unsigned(size);
      long end = at.unsigned(size);
      if (start == selector) {
        base = end;
        continue;
      }
      if (start == 0 && end == 0) {
        return Optional.empty();
      }
      SectionReader expression = at.slice(at.u16());
      if (covers(base + start, base + end)) {
        return Optional.of(expression);
      }
    }
  }
}
