package io.kwalk.linux.debuginfo;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The module files below a folder, by module name: {@code snd-hda-intel.ko.xz} is {@code
 * snd_hda_intel}'s. Listing names alone, without asking what each is, takes a tenth of the time:
 * some milliseconds for a distribution's 4,000 modules.
 */
final class ModuleTree {
  private static final int MAX_DEPTH = 12;

  /** A kernel's build tree has 100,000. */
  private static final int MAX_ENTRIES = 400_000;

  private final Map<String, List<Path>> byModule = new HashMap<>();
  private int entries;

  private ModuleTree() {}

  static ModuleTree of(Path folder) {
    ModuleTree tree = new ModuleTree();
    tree.list(folder.toFile(), 0);
    return tree;
  }

  /** Files for debugging come before stripped ones. */
  List<Path> files(String module) {
    List<Path> files = byModule.getOrDefault(module, List.of());
    List<Path> sorted = new ArrayList<>(files);
    sorted.removeIf(file -> !isDebug(file));
    files.stream().filter(file -> !isDebug(file)).forEach(sorted::add);
    return sorted;
  }

  private static boolean isDebug(Path file) {
    return file.toString().endsWith(".debug");
  }

  private void list(File folder, int depth) {
    String[] names = folder.list();
    if (names == null || depth > MAX_DEPTH) {
      return;
    }
    for (String name : names) {
      if (++entries > MAX_ENTRIES) {
        return;
      }
      int suffix = suffix(name);
      if (suffix > 0) {
        String module = name.substring(0, suffix).replace('-', '_');
        byModule
            .computeIfAbsent(module, _ -> new ArrayList<>(1))
            .add(folder.toPath().resolve(name));
      } else if (isFolderName(name)) {
        list(new File(folder, name), depth + 1);
      }
    }
  }

  /** Folders of modules have no dot in their names; "build" and "source" lead out of the tree. */
  private static boolean isFolderName(String name) {
    return name.indexOf('.') < 0 && !name.equals("build") && !name.equals("source");
  }

  /** Where ".ko" and what may follow it start; -1 if it is no module's file. */
  private static int suffix(String name) {
    int at = name.lastIndexOf(".ko");
    if (at <= 0) {
      return -1;
    }
    return switch (name.substring(at)) {
      case ".ko", ".ko.debug", ".ko.xz", ".ko.zst", ".ko.gz", ".ko.dbg", ".ko.debug.xz" -> at;
      default -> -1;
    };
  }
}
