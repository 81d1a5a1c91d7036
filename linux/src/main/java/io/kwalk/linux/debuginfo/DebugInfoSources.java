package io.kwalk.linux.debuginfo;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where debug files may come from, in the order in which they are asked.
 *
 * @param vmlinux named by the user
 * @param folders named by the user: each a debug root (with {@code .build-id}, {@code boot}, {@code
 *     lib/modules} below it), a tree of modules, or a folder with a vmlinux
 * @param moduleFolders named by the user for modules alone
 * @param dump its folder may hold debug files, too
 * @param standard whether /usr/lib/debug and /lib/modules are asked
 * @param debuginfod asked last
 */
public record DebugInfoSources(
    Optional<Path> vmlinux,
    List<Path> folders,
    List<Path> moduleFolders,
    Optional<Path> dump,
    boolean standard,
    Optional<Debuginfod> debuginfod) {
  /** Only what the dump itself holds. */
  public static final DebugInfoSources NONE =
      new DebugInfoSources(
          Optional.empty(), List.of(), List.of(), Optional.empty(), false, Optional.empty());

  public DebugInfoSources {
    folders = List.copyOf(folders);
    moduleFolders = List.copyOf(moduleFolders);
  }

  /** That vmlinux, and the modules' files beside it where it lies in a tree of debug files. */
  public static DebugInfoSources of(Path vmlinux) {
    return new DebugInfoSources(
        Optional.of(vmlinux), List.of(), List.of(), Optional.empty(), false, Optional.empty());
  }

  /** Whether nothing may be asked. Not by {@code equals}: linking a record's costs a start 5 ms. */
  boolean isNone() {
    return vmlinux.isEmpty()
        && folders.isEmpty()
        && moduleFolders.isEmpty()
        && dump.isEmpty()
        && !standard;
  }

  /** The same, with another folder of modules before all else. */
  DebugInfoSources withModules(Path folder) {
    return new DebugInfoSources(vmlinux, folders, List.of(folder), dump, standard, debuginfod);
  }
}
