package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwAt.*;

import io.kwalk.core.debuginfo.InlinedFrame;
import io.kwalk.core.debuginfo.Lines;
import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one file's DWARF. Addresses are the file's. Damage throws {@link
 * io.kwalk.core.debuginfo.DebugInfoException}.
 */
public final class DwarfLines implements Lines {
  /** Rows of decoded tables that are kept: 20 bytes each. */
  private static final long KEPT_ROWS = 2_000_000;

  /** All stacks of a kernel share a few hundred return addresses. */
  private static final long KEPT_ADDRESSES = 4096;

  private final DwarfFile file;
  private final RecentlyUsed<Unit, LineTable> tables = new RecentlyUsed<>(KEPT_ROWS);
  private final RecentlyUsed<Long, List<InlinedFrame>> frames = new RecentlyUsed<>(KEPT_ADDRESSES);

  public DwarfLines(DwarfFile file) {
    this.file = file;
  }

  @Override
  public Optional<SourceLine> at(long address) {
    Optional<Unit> unit = file.unitOf(address);
    LineTable table = unit.isEmpty() ? null : table(unit.get());
    return table == null ? Optional.empty() : table.find(address);
  }

  @Override
  public Optional<SourceLine> ofFunction(long address) {
    Optional<Unit> unit = file.unitOf(address);
    LineTable table = unit.isEmpty() ? null : table(unit.get());
    return table == null ? Optional.empty() : table.findStatement(address);
  }

  private @Nullable LineTable table(Unit unit) {
    LineTable known = tables.get(unit);
    return known == null ? read(unit) : known;
  }

  /** By one thread for each unit: the others would do the same work. */
  private @Nullable LineTable read(Unit unit) {
    synchronized (unit) {
      LineTable known = tables.get(unit);
      AttributeValue program = known == null ? unit.root().attribute(DW_AT_stmt_list) : null;
      if (program != null) {
        known = LineProgram.run(unit, program.value());
        tables.put(unit, known, known.capacity());
      }
      return known;
    }
  }

  @Override
  public List<InlinedFrame> frames(long address) {
    List<InlinedFrame> known = frames.get(address);
    if (known == null) {
      known = readFrames(address);
      frames.put(address, known, 1);
    }
    return known;
  }

  private List<InlinedFrame> readFrames(long address) {
    SourceLine line = at(address).orElse(null);
    List<InlinedFrame> found = new ArrayList<>();
    for (Die function : file.functions().at(address)) {
      boolean inlined = function.tag() == DwTag.DW_TAG_inlined_subroutine;
      found.add(frame(function, line, inlined));
      line = inlined ? callSite(function) : null;
    }
    if (found.isEmpty() && line != null) {
      found.add(new InlinedFrame("", null, line, false));
    }
    return List.copyOf(found);
  }

  private static InlinedFrame frame(Die function, @Nullable SourceLine line, boolean inlined) {
    String name = DwarfFunctions.text(function, DW_AT_name);
    String linkageName = DwarfFunctions.text(function, DW_AT_linkage_name);
    return new InlinedFrame(name == null ? "" : name, linkageName, line, inlined);
  }

  private @Nullable SourceLine callSite(Die inlined) {
    AttributeValue number = inlined.attribute(DW_AT_call_file);
    LineTable table = table(inlined.unit());
    String path =
        number == null || table == null ? null : table.files().path((int) number.unsigned());
    if (path == null) {
      return null;
    }
    int line = (int) inlined.unsigned(DW_AT_call_line).orElse(0);
    int column = (int) inlined.unsigned(DW_AT_call_column).orElse(0);
    return new SourceLine(path, Math.max(line, 0), Math.max(column, 0));
  }

  @Override
  public List<Long> addresses(String path, int line) {
    List<Long> found = new ArrayList<>();
    for (Unit unit : file.units()) {
      if (mentions(unit, path)) {
        addresses(unit, path, line, found);
      }
    }
    Collections.sort(found, Long::compareUnsigned);
    return List.copyOf(found);
  }

  /** Whether the unit's program has such a file: told by its header, without running it. */
  private boolean mentions(Unit unit, String path) {
    AttributeValue program = unit.root().attribute(DW_AT_stmt_list);
    if (program == null) {
      return false;
    }
    SectionReader at = file.section(".debug_line").seek(program.value());
    return !matching(LineProgramHeader.read(at, unit).files(), path).isEmpty();
  }

  private static List<Integer> matching(LineFiles files, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    List<Integer> matching = new ArrayList<>();
    for (int i = 0; i < files.end(); i++) {
      String full = files.name(i).endsWith(name) ? files.path(i) : null;
      if (full != null && (full.equals(path) || full.endsWith("/" + path))) {
        matching.add(i);
      }
    }
    return matching;
  }

  private void addresses(Unit unit, String path, int line, List<Long> found) {
    LineTable table = table(unit);
    if (table != null) {
      for (int number : matching(table.files(), path)) {
        table.addresses(number, line, found);
      }
    }
  }
}
