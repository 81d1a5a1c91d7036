package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.memory.Lazy;
import org.jspecify.annotations.Nullable;

/**
 * A unit of .debug_info (section 7.5.1): its header, and its entries by their offsets. Reading the
 * header costs nothing else; abbreviations are read at the first entry. Safe for several threads.
 */
public final class Unit {
  private final DwarfFile file;
  private final SectionReader info;
  private final UnitHeader header;
  private final Lazy<AbbreviationTable> abbreviations;
  private final Lazy<Die> root;

  Unit(DwarfFile file, SectionReader info, UnitHeader header) {
    this.file = file;
    this.info = info;
    this.header = header;
    this.abbreviations = Lazy.of(() -> file.abbreviations(header.abbreviationOffset()));
    this.root = Lazy.of(this::readRoot);
  }

  private Die readRoot() {
    Die die = entry(header.entriesAt());
    if (die == null) {
      throw info.fault(header.entriesAt(), "a unit without entries");
    }
    return die;
  }

  /** The file that it is in. */
  public DwarfFile file() {
    return file;
  }

  UnitHeader header() {
    return header;
  }

  /** Where it starts in its section, in bytes. */
  public int offset() {
    return header.offset();
  }

  /** Where the next one starts. */
  public int end() {
    return header.end();
  }

  public int version() {
    return header.version();
  }

  /** Bytes of an address: 4 or 8. */
  public int addressSize() {
    return header.addressSize();
  }

  /** Bytes of a section offset: 4 or 8. */
  public int offsetSize() {
    return header.offsetSize();
  }

  AbbreviationTable abbreviations() {
    return abbreviations.get();
  }

  /** The unit's own entry: DW_TAG_compile_unit or another kind of unit. */
  public Die root() {
    return root.get();
  }

  /**
   * The whole unit where this is a skeleton, whose entries the compiler put into a .dwo file or
   * package (gcc -gsplit-dwarf); this unit itself where it is none, or the other part is not to be
   * found. Addresses, line table and compilation folder stay at the skeleton's root. The first
   * question opens the file.
   */
  public Unit full() {
    return isSkeleton() ? file.splitUnits().of(this).orElse(this) : this;
  }

  private boolean isSkeleton() {
    return header.type() == DwUnitType.DW_UT_skeleton
        || header.version() < 5 && root().has(DwAt.DW_AT_GNU_dwo_name);
  }

  /** A reader of the section that holds this unit. */
  SectionReader reader(int offset) {
    return info.at(offset);
  }

  /**
   * The entry at {@code offset}, counted from the section's start; null if a list of children ends
   * there.
   *
   * @throws io.kwalk.core.debuginfo.DebugInfoException if no entry can start there
   */
  @Nullable Die entry(int offset) {
    if (offset < header.entriesAt() || offset >= header.end()) {
      throw info.fault(offset, "no entry of the unit at 0x" + Integer.toHexString(offset()));
    }
    SectionReader at = info.at(offset);
    long code = at.uleb();
    if (code == 0) {
      return null;
    }
    Abbreviation abbreviation = abbreviations().find(code);
    if (abbreviation == null) {
      throw info.fault(offset, "no abbreviation " + Long.toUnsignedString(code));
    }
    return new Die(this, offset, abbreviation, at.position());
  }

  /** Entry {@code index} of this unit's addresses (section 7.27). */
  public long address(long index) {
    return DwarfBases.address(this, index);
  }

  /** String {@code index} of this unit's (section 7.26). */
  String string(long index) {
    return stringReader(index).string();
  }

  /** A reader at the start of string {@code index}. */
  SectionReader stringReader(long index) {
    return DwarfBases.string(this, index);
  }

  /** DW_AT_comp_dir: what its relative paths are relative to; "" if it is not recorded. */
  String directory() {
    AttributeValue value = root().attribute(DwAt.DW_AT_comp_dir);
    return value == null ? "" : value.string();
  }
}
