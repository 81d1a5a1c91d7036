package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.dwarf.SplitUnits.SplitSections;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.memory.Lazy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The DWARF of one ELF file. Addresses are those of the file: where it is loaded is its user's
 * matter. Listing the units reads their headers (some thousands in vmlinux); all else is read when
 * it is asked for. Safe for several threads.
 */
public final class DwarfFile {
  private final ElfFile elf;
  private final Supplier<Optional<DwarfFile>> supplementary;
  private final @Nullable SplitSections splitSections;
  private final @Nullable Unit skeleton;
  private final SplitUnits splitUnits;
  private final Lazy<List<Unit>> units;
  private final Lazy<Map<Long, Die>> typesBySignature;
  private final Map<Integer, Unit> unitsByOffset = new ConcurrentHashMap<>();
  private final Lazy<UnitAddresses> addresses;
  private final Lazy<DwarfFunctions> functions;
  private final Map<Long, AbbreviationTable> abbreviations = new ConcurrentHashMap<>();

  private DwarfFile(
      ElfFile elf,
      Supplier<Optional<DwarfFile>> supplementary,
      @Nullable SplitSections splitSections,
      @Nullable Unit skeleton) {
    this.elf = elf;
    this.supplementary = supplementary;
    this.splitSections = splitSections;
    this.skeleton = skeleton;
    this.splitUnits = new SplitUnits(elf);
    this.units = Lazy.of(() -> readUnits(".debug_info", false));
    this.typesBySignature = Lazy.of(this::readTypeUnits);
    this.addresses = Lazy.of(() -> new UnitAddresses(this));
    this.functions = Lazy.of(() -> new DwarfFunctions(this));
  }

  /** The DWARF of {@code elf}; empty if it has none. */
  public static Optional<DwarfFile> of(ElfFile elf) {
    return of(elf, Optional::empty);
  }

  /**
   * The DWARF of {@code elf}; empty if it has none.
   *
   * @param supplementary what .gnu_debugaltlink or .debug_sup of {@code elf} names; asked for when
   *     the first entry refers to it
   */
  public static Optional<DwarfFile> of(ElfFile elf, Supplier<Optional<DwarfFile>> supplementary) {
    return elf.read(".debug_info").isPresent()
        ? Optional.of(new DwarfFile(elf, Lazy.of(supplementary), null, null))
        : Optional.empty();
  }

  /** The split part of {@code skeleton}'s unit. */
  static DwarfFile split(ElfFile elf, SplitSections sections, Unit skeleton) {
    return new DwarfFile(elf, Optional::empty, sections, skeleton);
  }

  /** Of a split file, the unit of the main one that it belongs to. */
  @Nullable Unit skeleton() {
    return skeleton;
  }

  SplitUnits splitUnits() {
    return splitUnits;
  }

  private List<Unit> readUnits(String name, boolean ofTypes) {
    List<Unit> found = new ArrayList<>();
    SectionReader at = section(name);
    while (!at.atEnd()) {
      UnitHeader header = UnitHeader.read(at, ofTypes);
      Unit unit = new Unit(this, section(name), header);
      found.add(ofTypes ? unit : same(unit));
      at.seek(header.end());
    }
    return List.copyOf(found);
  }

  /** One object for a unit, whichever way it was found: entries are the same if their units are. */
  private Unit same(Unit unit) {
    Unit known = unitsByOffset.putIfAbsent(unit.offset(), unit);
    return known == null ? unit : known;
  }

  /** The unit that starts at {@code offset} of .debug_info; does not list the others. */
  Unit unitFrom(int offset) {
    Unit known = unitsByOffset.get(offset);
    if (known == null) {
      UnitHeader header = UnitHeader.read(section(".debug_info").seek(offset), false);
      known = same(new Unit(this, section(".debug_info"), header));
    }
    return known;
  }

  /**
   * The unit that describes the code at {@code address}. The first question reads .debug_aranges;
   * the first one that it does not answer reads the ranges of the units that it leaves out.
   */
  public Optional<Unit> unitOf(long address) {
    return addresses.get().find(address);
  }

  /** The functions, by address. */
  public DwarfFunctions functions() {
    return functions.get();
  }

  private Map<Long, Die> readTypeUnits() {
    List<Unit> all = new ArrayList<>(units());
    if (section(".debug_types").size() > 0) {
      all.addAll(readUnits(".debug_types", true));
    }
    Map<Long, Die> found = new HashMap<>();
    for (Unit unit : all) {
      UnitHeader header = unit.header();
      if (header.isTypeUnit()) {
        found.putIfAbsent(header.identity(), entryIn(unit, unit.offset() + header.typeAt()));
      }
    }
    return found;
  }

  public ElfFile elf() {
    return elf;
  }

  /** The units of .debug_info in the order of their offsets. */
  public List<Unit> units() {
    return units.get();
  }

  /** A reader at the start of a section; of one that the file lacks, an empty one. */
  public SectionReader section(String name) {
    SplitSections split = splitSections;
    Unit main = skeleton;
    if (split != null && main != null) {
      // Addresses and, before version 5, ranges of addresses stay in the file that is linked.
      return name.equals(".debug_addr") || name.equals(".debug_ranges")
          ? main.file().section(name)
          : split.read(name).orElseGet(() -> empty(name));
    }
    return elf.read(name).orElseGet(() -> empty(name));
  }

  private SectionReader empty(String name) {
    return new SectionReader(elf.name(), name, NONE.duplicate());
  }

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /**
   * The file that holds what several files share.
   *
   * @throws DebugInfoException if it was not found
   */
  DwarfFile supplementary() {
    return supplementary
        .get()
        .orElseThrow(
            () -> new DebugInfoException(elf.name(), "", 0, "its supplementary file is missing"));
  }

  AbbreviationTable abbreviations(long offset) {
    AbbreviationTable known = abbreviations.get(offset);
    if (known == null) {
      known = AbbreviationTable.read(section(".debug_abbrev").seek(offset));
      abbreviations.put(offset, known);
    }
    return known;
  }

  /**
   * The unit that holds {@code offset} of .debug_info.
   *
   * @throws DebugInfoException if none does
   */
  public Unit unitAt(long offset) {
    List<Unit> all = units();
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).end() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == all.size() || offset < all.get(low).offset()) {
      throw new DebugInfoException(elf.name(), ".debug_info", offset, "no unit there");
    }
    return all.get(low);
  }

  /**
   * The entry at {@code offset} of .debug_info.
   *
   * @throws DebugInfoException if there is none
   */
  public Die entry(long offset) {
    return entryIn(unitAt(offset), offset);
  }

  Die entryIn(Unit unit, long offset) {
    Die die = offset < unit.offset() || offset >= unit.end() ? null : unit.entry((int) offset);
    if (die == null) {
      throw new DebugInfoException(elf.name(), ".debug_info", offset, "no entry there");
    }
    return die;
  }

  /**
   * The type of a type unit.
   *
   * @throws DebugInfoException if no unit has this signature
   */
  Die typeOfSignature(long signature) {
    Die die = typesBySignature.get().get(signature);
    if (die == null) {
      String unit = "type unit " + Long.toHexString(signature);
      throw new DebugInfoException(elf.name(), ".debug_info", 0, "no " + unit);
    }
    return die;
  }
}
