package io.kwalk.lab.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.dwarf.AttributeValue;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.DwForm;
import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.location.LocationList;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Lists by hand: each expression is one byte, so that it says which entry was taken. */
final class LocationListTest {
  private static final int UNIT_BASE = 0x1000;

  private ByteBuffer list = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  private LocationListTest bytes(int... values) {
    for (int value : values) {
      list.put((byte) value);
    }
    return this;
  }

  private LocationListTest words(long... values) {
    for (long value : values) {
      list.putLong(value);
    }
    return this;
  }

  /** The expression's byte at {@code address}; -1 if there is none. */
  private int at(int version, long address) {
    byte[] section = new byte[list.position()];
    list.get(0, section);
    DwarfWriter writer = new DwarfWriter(ByteOrder.LITTLE_ENDIAN, version, false, 8);
    writer
        .unit()
        .number(DwAt.DW_AT_low_pc, DwForm.DW_FORM_addr, UNIT_BASE)
        .number(DwAt.DW_AT_addr_base, DwForm.DW_FORM_sec_offset, 0)
        .number(DwAt.DW_AT_location, DwForm.DW_FORM_sec_offset, 0)
        .endUnit();
    byte[] file =
        writer
            .file()
            .section(version >= 5 ? ".debug_loclists" : ".debug_loc", section)
            .section(
                ".debug_addr", new byte[] {0, 0x30, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0})
            .bytes();
    DwarfFile dwarf = DwarfFile.of(ElfFile.of("test", ByteBuffer.wrap(file))).orElseThrow();
    AttributeValue value =
        Objects.requireNonNull(dwarf.units().getFirst().root().attribute(DwAt.DW_AT_location));
    return LocationList.find(value, address).map(SectionReader::u8).orElse(-1);
  }

  @Test
  void entriesOfVersion5() {
    bytes(9, 1, 2); // A pair of views, which says nothing of places.
    bytes(4, 0x00, 0x10, 1, 0x51); // Offsets from the unit's base.
    bytes(6).words(0x2000).bytes(4, 0x00, 0x10, 1, 0x52); // Another base.
    bytes(1, 1, 4, 0x00, 0x10, 1, 0x53); // The base is address 1 of the table.
    bytes(7).words(0x5000, 0x5010).bytes(1, 0x54);
    bytes(8).words(0x6000).bytes(0x10, 1, 0x55);
    bytes(3, 0, 0x10, 1, 0x56);
    bytes(2, 0, 1, 1, 0x57);
    bytes(5, 1, 0x58);
    bytes(0);
    assertEquals(0x51, at(5, 0x100f));
    assertEquals(0x58, at(5, 0x1010));
    assertEquals(0x52, at(5, 0x2000));
    assertEquals(0x53, at(5, 0x4001));
    assertEquals(0x54, at(5, 0x500f));
    assertEquals(0x55, at(5, 0x600f));
    assertEquals(0x56, at(5, 0x3000));
    assertEquals(0x57, at(5, 0x3010));
    assertEquals(0x58, at(5, 0x9999));
  }

  @Test
  void nothingHoldsOutsideAListWithoutDefault() {
    bytes(4, 0x00, 0x10, 1, 0x51, 0);
    assertEquals(-1, at(5, 0x1010));
  }

  @Test
  void entriesOfVersion4() {
    words(0, 0x10).bytes(1, 0, 0x51);
    words(-1, 0x2000);
    words(0x10, 0x20).bytes(1, 0, 0x52);
    words(0x30, 0x30).bytes(1, 0, 0x53); // An empty range.
    words(0, 0);
    assertEquals(0x51, at(4, 0x1000));
    assertEquals(0x52, at(4, 0x201f));
    assertEquals(-1, at(4, 0x2030));
    assertEquals(-1, at(4, 0x1010));
  }

  @Test
  void listsWithoutEndAreTold() {
    bytes(4, 0x00, 0x10, 1, 0x51);
    assertThrows(DebugInfoException.class, () -> at(5, 0x1010));
    bytes(0x33);
    assertThrows(DebugInfoException.class, () -> at(5, 0x1010));
  }
}
