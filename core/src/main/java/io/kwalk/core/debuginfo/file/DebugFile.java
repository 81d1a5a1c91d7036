package io.kwalk.core.debuginfo.file;

import io.kwalk.core.debuginfo.Lines;
import io.kwalk.core.debuginfo.NoLines;
import io.kwalk.core.debuginfo.cfi.CallFrameInformation;
import io.kwalk.core.debuginfo.cfi.CallFrameRow;
import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.DwarfLines;
import io.kwalk.core.debuginfo.dwarf.DwarfTypes;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.memory.Lazy;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A debug file, matched with the code that was loaded from it. Everything in it is read when it is
 * first asked for. Safe for several threads.
 */
public final class DebugFile {
  private final ElfFile elf;
  private final @Nullable String module;
  private final long bias;
  private final Lazy<Optional<DwarfFile>> dwarf;
  private final Lazy<Optional<CallFrameInformation>> callFrames;
  private final Lazy<Lines> lines;
  private final Lazy<Optional<DwarfTypes>> types;
  private final Lazy<Optional<ElfSymbols>> symbols;

  /**
   * @param module the module's name, null for vmlinux
   * @param bias what is added to the file's addresses to give run-time ones: KASLR's shift; 0 of a
   *     module, whose file was relocated to where it is loaded
   */
  public DebugFile(ElfFile elf, @Nullable String module, long bias) {
    this.elf = elf;
    this.module = module;
    this.bias = bias;
    this.dwarf = Lazy.of(() -> DwarfFile.of(elf, () -> SupplementaryFile.of(elf)));
    this.callFrames = Lazy.of(() -> CallFrameInformation.of(elf));
    this.lines = Lazy.of(this::makeLines);
    this.symbols = Lazy.of(this::makeSymbols);
    this.types = Lazy.of(() -> dwarf().map(this::openTypes));
  }

  private DwarfTypes openTypes(DwarfFile file) {
    Optional<Path> folder = elf.buildId().flatMap(CacheFolder::of);
    return DwarfTypes.of(
        file, bias, folder.map(known -> known.resolve("types.index")).orElse(null));
  }

  public ElfFile elf() {
    return elf;
  }

  /** The module's name, null for vmlinux. */
  public @Nullable String module() {
    return module;
  }

  /** The file's DWARF; empty if it has none. */
  public Optional<DwarfFile> dwarf() {
    return dwarf.get();
  }

  /**
   * The call frame information in force at a run-time address; empty if the file says nothing of
   * it. The first question sorts the descriptions.
   *
   * @throws io.kwalk.core.debuginfo.DebugInfoException if it is damaged
   */
  public Optional<CallFrameRow> callFrame(long address) {
    Optional<CallFrameInformation> known = callFrames.get();
    return known.isEmpty() ? Optional.empty() : known.get().find(toFile(address));
  }

  private Lines makeLines() {
    Optional<DwarfFile> known = dwarf();
    return known.isEmpty() ? NoLines.INSTANCE : new BiasedLines(new DwarfLines(known.get()), bias);
  }

  /**
   * The source lines of its code, by run-time address. Damage throws {@link
   * io.kwalk.core.debuginfo.DebugInfoException}.
   */
  public Lines lines() {
    return lines.get();
  }

  /** The types of the file's DWARF; empty if it has none. The index of names is not made yet. */
  public Optional<DwarfTypes> types() {
    return types.get();
  }

  private Optional<ElfSymbols> makeSymbols() {
    return elf.symbolTable().map(table -> new ElfSymbols(table, module, bias));
  }

  /** The file's symbols, by run-time address; empty if it has none. */
  public Optional<ElfSymbols> symbols() {
    return symbols.get();
  }

  public long bias() {
    return bias;
  }

  /** The file's address for a run-time one. */
  public long toFile(long address) {
    return address - bias;
  }

  /** The run-time address for one of the file. */
  public long toRuntime(long address) {
    return address + bias;
  }
}
