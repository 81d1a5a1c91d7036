package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwForm.*;
import static io.kwalk.core.debuginfo.dwarf.DwLn.*;

import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directories and files of a line number program (section 6.2.4.1). Names are read when they
 * are asked for. Files of version 5 count from 0, older ones from 1. Safe for several threads.
 */
final class LineFiles {
  /** Where a name is, and the number of its directory. */
  private record Entry(SectionReader name, int directory) {
    String text() {
      return name.copy().string();
    }
  }

  /** A hundred times what the largest programs have. */
  private static final int LIMIT = 1 << 18;

  private final Unit unit;
  private final int version;
  private final List<Entry> directories = new ArrayList<>();
  private final List<Entry> files = new ArrayList<>();
  private @Nullable String @Nullable [] paths;

  private LineFiles(Unit unit, int version) {
    this.unit = unit;
    this.version = version;
  }

  static LineFiles read(SectionReader at, Unit unit, int version, int offsetSize) {
    LineFiles tables = new LineFiles(unit, version);
    if (version >= 5) {
      tables.readEntries(at, offsetSize, tables.directories);
      tables.readEntries(at, offsetSize, tables.files);
    } else {
      tables.readOldTables(at);
    }
    return tables;
  }

  private void readOldTables(SectionReader at) {
    for (Entry entry = oldName(at); entry != null; entry = oldName(at)) {
      if (directories.size() == LIMIT) {
        throw at.fault("too many directories");
      }
      directories.add(entry);
    }
    for (Entry name = oldName(at); name != null; name = oldName(at)) {
      addFile(name, at);
    }
  }

  private static @Nullable Entry oldName(SectionReader at) {
    SectionReader name = at.copy();
    at.skipString();
    return at.position() - name.position() == 1 ? null : new Entry(name, 0);
  }

  private void addFile(Entry name, SectionReader at) {
    if (files.size() == LIMIT) {
      throw at.fault("too many files");
    }
    files.add(new Entry(name.name, at.ulebInt()));
    // Time of modification and length.
    at.skipLeb();
    at.skipLeb();
  }

  /** DW_LNE_define_file: one more, of a program before version 5. */
  void define(SectionReader at) {
    Entry name = oldName(at);
    if (name != null) {
      addFile(name, at);
    }
  }

  private void readEntries(SectionReader at, int offsetSize, List<Entry> entries) {
    int formats = at.u8();
    int[] types = new int[formats];
    int[] forms = new int[formats];
    for (int i = 0; i < formats; i++) {
      types[i] = at.ulebInt();
      forms[i] = at.ulebInt();
    }
    long count = at.uleb();
    if (count < 0 || formats == 0 && count > 0 || count > LIMIT) {
      throw at.fault(Long.toUnsignedString(count) + " names");
    }
    for (long i = 0; i < count; i++) {
      entries.add(readEntry(at, offsetSize, types, forms));
    }
  }

  private Entry readEntry(SectionReader at, int offsetSize, int[] types, int[] forms) {
    SectionReader name = null;
    int directory = 0;
    for (int i = 0; i < types.length; i++) {
      if (types[i] == DW_LNCT_path) {
        name = name(at, offsetSize, forms[i]);
      } else if (types[i] == DW_LNCT_directory_index) {
        directory = index(at, forms[i]);
      } else {
        skip(at, offsetSize, forms[i]);
      }
    }
    return new Entry(name == null ? at.slice(0) : name, directory);
  }

  private SectionReader name(SectionReader at, int offsetSize, int form) {
    return switch (form) {
      case DW_FORM_string -> {
        SectionReader name = at.copy();
        at.skipString();
        yield name;
      }
      case DW_FORM_line_strp -> unit.file().section(".debug_line_str").at(at.offset(offsetSize));
      case DW_FORM_strp -> unit.file().section(".debug_str").at(at.offset(offsetSize));
      case DW_FORM_strx -> unit.stringReader(at.uleb());
      case DW_FORM_strx1, DW_FORM_strx2, DW_FORM_strx3, DW_FORM_strx4 ->
          unit.stringReader(at.unsigned(form - DW_FORM_strx1 + 1));
      default -> throw at.fault("a path of form 0x" + Integer.toHexString(form));
    };
  }

  private static int index(SectionReader at, int form) {
    return switch (form) {
      case DW_FORM_data1 -> at.u8();
      case DW_FORM_data2 -> at.u16();
      case DW_FORM_udata -> at.ulebInt();
      default -> throw at.fault("a directory's number of form 0x" + Integer.toHexString(form));
    };
  }

  /** Each form takes at least a byte, so that a count of entries is bounded by the section. */
  private static void skip(SectionReader at, int offsetSize, int form) {
    switch (form) {
      case DW_FORM_data1, DW_FORM_flag, DW_FORM_strx1 -> at.skip(1);
      case DW_FORM_data2, DW_FORM_strx2 -> at.skip(2);
      case DW_FORM_strx3 -> at.skip(3);
      case DW_FORM_data4, DW_FORM_strx4 -> at.skip(4);
      case DW_FORM_data8 -> at.skip(8);
      case DW_FORM_data16 -> at.skip(16);
      case DW_FORM_udata, DW_FORM_sdata, DW_FORM_strx -> at.skipLeb();
      case DW_FORM_line_strp, DW_FORM_strp, DW_FORM_sec_offset -> at.skip(offsetSize);
      case DW_FORM_string -> at.skipString();
      case DW_FORM_block -> at.skip(at.ulebInt());
      case DW_FORM_block1 -> at.skip(at.u8());
      case DW_FORM_block2 -> at.skip(at.u16());
      case DW_FORM_block4 -> at.skip(at.u32());
      default -> throw at.fault("an entry of form 0x" + Integer.toHexString(form));
    }
  }

  /** One more than the highest number of a file. */
  int end() {
    return files.size() + (version >= 5 ? 0 : 1);
  }

  /**
   * The path of a file: joined with its directory and the unit's; null if there is no such file.
   */
  synchronized @Nullable String path(int file) {
    int index = version >= 5 ? file : file - 1;
    if (index < 0 || index >= files.size()) {
      return null;
    }
    @Nullable String[] known = paths;
    if (known == null || known.length < files.size()) {
      known = new @Nullable String[files.size()];
      paths = known;
    }
    String path = known[index];
    if (path == null) {
      Entry entry = files.get(index);
      path = join(directory(entry.directory), entry.text());
      known[index] = path;
    }
    return path;
  }

  /** The last part of a file's path: what it is compared by first. */
  String name(int file) {
    int index = version >= 5 ? file : file - 1;
    return index < 0 || index >= files.size() ? "" : files.get(index).text();
  }

  /** Directory 0 is the unit's own; those of version 5 say it again. */
  private String directory(int number) {
    String own = unit.directory();
    if (number == 0) {
      return own;
    }
    int index = version >= 5 ? number : number - 1;
    return index < 0 || index >= directories.size()
        ? own
        : join(own, directories.get(index).text());
  }

  private static String join(String directory, String name) {
    return name.startsWith("/") || directory.isEmpty() ? name : directory + "/" + name;
  }
}
