package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.OptionalLong;

/** Where the code or the static storage of an entry starts. */
final class EntryAddress {
  private static final int DW_OP_addr = 0x03;
  private static final int DW_OP_addrx = 0xa1;

  private EntryAddress() {}

  /**
   * The file's address of a function's first instruction or of a static variable; empty for code in
   * several ranges, and for what has no fixed place.
   */
  static OptionalLong of(Die die) {
    AttributeValue low = die.attribute(DwAt.DW_AT_low_pc);
    if (low != null) {
      return OptionalLong.of(low.address());
    }
    AttributeValue location = die.attribute(DwAt.DW_AT_location);
    return location == null || !location.isBlock() ? OptionalLong.empty() : fixed(die, location);
  }

  private static OptionalLong fixed(Die die, AttributeValue location) {
    SectionReader block = location.block();
    if (block.atEnd()) {
      return OptionalLong.empty();
    }
    return switch (block.u8()) {
      case DW_OP_addr -> OptionalLong.of(block.unsigned(die.unit().addressSize()));
      case DW_OP_addrx -> OptionalLong.of(die.unit().address(block.uleb()));
      default -> OptionalLong.empty();
    };
  }
}
