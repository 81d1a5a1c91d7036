package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.ElfSection;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.memory.Lazy;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which unit describes an address: by .debug_aranges (section 6.1.2), and for units that it leaves
 * out by their own ranges. Producers may leave out the whole section (Rust), and assembler units
 * often are.
 */
final class UnitAddresses {
  private final DwarfFile file;

  /** Sorting takes as long as some dozens of scans do, and a trace asks about a dozen addresses. */
  private static final int SCANS = 32;

  private final Lazy<AddressIntervals> listed;
  private final Lazy<AddressIntervals> sorted;
  private final AtomicInteger scans = new AtomicInteger();
  private final Lazy<AddressIntervals> others;

  UnitAddresses(DwarfFile file) {
    this.file = file;
    this.listed = Lazy.of(this::readListed);
    this.sorted = Lazy.of(() -> listed.get().sorted());
    this.others = Lazy.of(this::readOthers);
  }

  /** The unit; empty if no unit describes the address. */
  Optional<Unit> find(long address) {
    int offset = listedUnit(address);
    if (offset == AddressIntervals.NONE && mayBeCode(address)) {
      offset = others.get().find(address);
    }
    return offset == AddressIntervals.NONE ? Optional.empty() : Optional.of(file.unitFrom(offset));
  }

  private int listedUnit(long address) {
    return sorted.isKnown() || scans.incrementAndGet() > SCANS
        ? sorted.get().find(address)
        : listed.get().scan(address);
  }

  /** Spares the look at every unit where the address is one of data. */
  private boolean mayBeCode(long address) {
    for (ElfSection section : file.elf().sections()) {
      if (section.isExecutable()
          && Long.compareUnsigned(address - section.address(), section.size()) < 0) {
        return true;
      }
    }
    return false;
  }

  private AddressIntervals readListed() {
    AddressIntervals intervals = new AddressIntervals();
    SectionReader at = file.section(".debug_aranges");
    while (!at.atEnd()) {
      readSet(at, intervals);
    }
    return intervals;
  }

  private void readSet(SectionReader at, AddressIntervals intervals) {
    int start = at.position();
    long length = at.u32();
    int offsetSize = length == 0xffff_ffffL ? 8 : 4;
    length = offsetSize == 8 ? at.u64() : length;
    long end = at.position() + length;
    if (length < 0 || end > at.size()) {
      throw at.fault(start, "a set of " + Long.toUnsignedString(length) + " bytes");
    }
    int version = at.u16();
    long unit = at.offset(offsetSize);
    int addressSize = at.u8();
    int segmentSize = at.u8();
    if (version != 2 || segmentSize != 0 || addressSize != 4 && addressSize != 8) {
      at.seek(end);
      return;
    }
    if (unit > Integer.MAX_VALUE || unit < 0) {
      throw at.fault(start, "a unit at 0x" + Long.toHexString(unit));
    }
    // Tuples are aligned to their own size, counted from the set's start.
    int tuple = 2 * addressSize;
    at.seek(Math.min(end, start + (at.position() - start + tuple - 1L) / tuple * tuple));
    readTuples(at, end, addressSize, (int) unit, intervals);
    at.seek(end);
  }

  private void readTuples(
      SectionReader at, long end, int addressSize, int unit, AddressIntervals intervals) {
    while (at.position() + 2L * addressSize <= end) {
      long address = at.unsigned(addressSize);
      long length = at.unsigned(addressSize);
      if (address == 0 && length == 0) {
        break;
      }
      intervals.add(address, address + length, unit);
    }
  }

  private AddressIntervals readOthers() {
    int[] listedUnits = listed.get().numbers();
    Arrays.sort(listedUnits);
    AddressIntervals intervals = new AddressIntervals();
    for (Unit unit : file.units()) {
      if (Arrays.binarySearch(listedUnits, unit.offset()) < 0 && !unit.header().isTypeUnit()) {
        intervals.add(AddressRanges.of(unit.root()), unit.offset());
      }
    }
    return intervals.sorted();
  }
}
