package io.kwalk.linux.debuginfo;

import io.kwalk.core.memory.Lazy;
import io.kwalk.linux.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a debug file may lie, one place after the other. A place is looked at only when those
 * before it had no file that fits. Safe for several threads.
 */
final class DebugFileSearch {
  private static final Path DEBUG = Path.of("/usr/lib/debug");

  private final Kernel kernel;
  private final DebugInfoSources sources;
  private final String release;
  private final Map<Path, ModuleTree> trees = new ConcurrentHashMap<>();
  private final Lazy<Boolean> hasModuleFolders = Lazy.of(this::findModuleFolders);

  DebugFileSearch(Kernel kernel, DebugInfoSources sources) {
    this.sources = sources;
    this.kernel = kernel;
    // A dump may say anything: its words must not lead to other folders.
    this.release = kernel.release().indexOf('/') < 0 ? kernel.release() : "unknown";
  }

  /**
   * vmlinux's file.
   *
   * @param buildId if it is known
   * @param open gives null for a file that does not fit; asked for files that exist
   */
  <T> @Nullable T vmlinux(Optional<String> buildId, Function<Path, @Nullable T> open) {
    T found = sources.vmlinux().isPresent() ? open.apply(sources.vmlinux().get()) : null;
    for (Path folder : sources.folders()) {
      found = found == null ? first(vmlinuxBelow(folder, buildId), open) : found;
    }
    if (found == null && sources.dump().isPresent()) {
      found = first(vmlinuxIn(folderOf(sources.dump().get())), open);
    }
    if (found == null && sources.standard()) {
      found = first(vmlinuxBelow(DEBUG, buildId), open);
      found = found == null ? first(installedVmlinux(), open) : found;
    }
    return found == null ? fetched(buildId, open) : found;
  }

  private <T> @Nullable T fetched(Optional<String> buildId, Function<Path, @Nullable T> open) {
    if (buildId.isEmpty() || sources.debuginfod().isEmpty()) {
      return null;
    }
    Optional<Path> file = sources.debuginfod().get().find(buildId.get(), kernel::note);
    return file.isEmpty() ? null : open.apply(file.get());
  }

  /** In a debug root, a module tree, or a plain folder. */
  private List<Path> vmlinuxBelow(Path folder, Optional<String> buildId) {
    List<Path> files = new ArrayList<>();
    buildId.ifPresent(id -> addById(files, folder, id));
    files.add(folder.resolve("boot/vmlinux-" + release));
    files.add(folder.resolve("boot/vmlinux-" + release + ".debug"));
    files.add(folder.resolve("lib/modules/" + release + "/vmlinux"));
    files.add(folder.resolve("usr/lib/modules/" + release + "/vmlinux"));
    files.add(folder.resolve("lib/modules/" + release + "/vmlinux.debug"));
    files.addAll(vmlinuxIn(folder));
    return files;
  }

  private List<Path> vmlinuxIn(Path folder) {
    List<Path> files = new ArrayList<>();
    for (String name : List.of("vmlinux", "vmlinux-" + release, "vmlinux.debug")) {
      for (String suffix : List.of("", ".xz", ".zst", ".gz")) {
        files.add(folder.resolve(name + suffix));
      }
    }
    return files;
  }

  private List<Path> installedVmlinux() {
    return List.of(
        Path.of("/lib/modules", release, "vmlinux"),
        Path.of("/lib/modules", release, "build/vmlinux"),
        Path.of("/boot", "vmlinux-" + release));
  }

  /**
   * A module's file.
   *
   * @param all whether compressed files of /lib/modules are opened, too: unpacking takes long, and
   *     they have rarely any debug information
   * @param open gives null for a file that does not fit; asked for files that exist
   */
  <T> @Nullable T module(
      String name, Optional<String> buildId, boolean all, Function<Path, @Nullable T> open) {
    T found = null;
    for (Path folder : sources.moduleFolders()) {
      found = found == null ? first(moduleBelow(folder, name, buildId), open) : found;
    }
    for (Path folder : sources.folders()) {
      found = found == null ? first(moduleBelow(folder, name, buildId), open) : found;
    }
    if (found == null && sources.vmlinux().isPresent()) {
      found = first(besideVmlinux(sources.vmlinux().get(), name, buildId), open);
    }
    if (found == null && sources.dump().isPresent()) {
      Path folder = folderOf(sources.dump().get());
      found = first(moduleNames(folder, name), open);
    }
    if (found == null && sources.standard()) {
      found = standardModule(name, buildId, all, open);
    }
    return found == null ? fetched(buildId, open) : found;
  }

  /**
   * Whether there is any place where the module's file may lie: asking costs a few system calls,
   * searching needs what the kernel says of the module.
   */
  boolean mayHaveModule(String name) {
    if (hasModuleFolders.get()) {
      return true;
    }
    if (sources.dump().isPresent()) {
      for (Path file : moduleNames(folderOf(sources.dump().get()), name)) {
        if (Files.exists(file)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean findModuleFolders() {
    return sources.vmlinux().isPresent()
        || !sources.folders().isEmpty()
        || !sources.moduleFolders().isEmpty()
        || sources.debuginfod().isPresent()
        || sources.standard()
            && (Files.isDirectory(DEBUG.resolve(".build-id"))
                || Files.isDirectory(DEBUG.resolve("lib/modules").resolve(release))
                || Files.isDirectory(DEBUG.resolve("usr/lib/modules").resolve(release))
                || Files.isDirectory(Path.of("/lib/modules", release))
                || Files.isDirectory(Path.of("/usr/lib/modules", release)));
  }

  private <T> @Nullable T standardModule(
      String name, Optional<String> buildId, boolean all, Function<Path, @Nullable T> open) {
    List<Path> byId = new ArrayList<>();
    buildId.ifPresent(id -> addById(byId, DEBUG, id));
    T found = first(byId, open);
    for (Path root : List.of(DEBUG, Path.of("/"))) {
      for (String modules : List.of("lib/modules", "usr/lib/modules")) {
        if (found == null) {
          List<Path> files = tree(root.resolve(modules).resolve(release)).files(name);
          found = first(all || root.equals(DEBUG) ? files : plain(files), open);
        }
      }
    }
    return found;
  }

  private static List<Path> plain(List<Path> files) {
    List<Path> plain = new ArrayList<>(files);
    plain.removeIf(file -> !file.toString().endsWith(".ko"));
    return plain;
  }

  /** A debug root, else any tree of modules. */
  private List<Path> moduleBelow(Path folder, String name, Optional<String> buildId) {
    List<Path> files = moduleBelowRoot(folder, name, buildId);
    if (!Files.isDirectory(folder.resolve("lib/modules"))) {
      files.addAll(tree(folder).files(name));
    }
    return files;
  }

  /**
   * Where a debug package has the modules: ROOT/boot/vmlinux-RELEASE and
   * ROOT/lib/modules/RELEASE/vmlinux have them in ROOT/lib/modules/RELEASE, a build tree has them
   * anywhere in it.
   */
  private List<Path> besideVmlinux(Path vmlinux, String name, Optional<String> buildId) {
    Path folder = folderOf(vmlinux);
    Path parent = folder.getParent();
    if (parent != null && folder.endsWith("boot")) {
      return moduleBelowRoot(parent, name, buildId);
    }
    if (folder.endsWith(Path.of("lib/modules", release))) {
      return tree(folder).files(name);
    }
    return Files.exists(folder.resolve("modules.order")) ? tree(folder).files(name) : List.of();
  }

  private List<Path> moduleBelowRoot(Path root, String name, Optional<String> buildId) {
    List<Path> files = new ArrayList<>();
    buildId.ifPresent(id -> addById(files, root, id));
    files.addAll(tree(root.resolve("lib/modules").resolve(release)).files(name));
    files.addAll(tree(root.resolve("usr/lib/modules").resolve(release)).files(name));
    return files;
  }

  private static List<Path> moduleNames(Path folder, String name) {
    List<Path> files = new ArrayList<>();
    if (name.indexOf('/') >= 0) {
      return files;
    }
    for (String stem : List.of(name, name.replace('_', '-'))) {
      for (String suffix : List.of(".ko.debug", ".ko", ".ko.xz", ".ko.zst", ".ko.gz")) {
        files.add(folder.resolve(stem + suffix));
      }
    }
    return files;
  }

  /** ROOT/.build-id/xx/yyy.debug; without the suffix it is the stripped file. */
  static void addById(List<Path> files, Path root, String id) {
    if (id.length() > 2) {
      Path folder = root.resolve(".build-id").resolve(id.substring(0, 2));
      files.add(folder.resolve(id.substring(2) + ".debug"));
    }
  }

  private ModuleTree tree(Path folder) {
    return trees.computeIfAbsent(folder, ModuleTree::of);
  }

  private static <T> @Nullable T first(List<Path> files, Function<Path, @Nullable T> open) {
    for (Path file : files) {
      T opened = Files.isRegularFile(file) ? open.apply(file) : null;
      if (opened != null) {
        return opened;
      }
    }
    return null;
  }

  /** The folder that a file truly lies in: links into a debug package are common. */
  private static Path folderOf(Path file) {
    Path found = file.toAbsolutePath();
    try {
      found = file.toRealPath();
    } catch (IOException _) {
      // Its own name has to do.
    }
    Path folder = found.getParent();
    return folder == null ? found : folder;
  }
}
