package io.kwalk.linux.debuginfo;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.module.ModuleBuildId;
import io.kwalk.linux.module.ModuleSections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The debug files of loaded modules. One is searched when something first asks for it; what the
 * user loads or unloads holds from then on. Safe for several threads.
 */
public final class ModuleFiles {
  private final Kernel kernel;
  private final DebugFileSearch search;
  private final Map<Long, Optional<DebugFile>> files = new ConcurrentHashMap<>();

  ModuleFiles(Kernel kernel, DebugFileSearch search) {
    this.kernel = kernel;
    this.search = search;
  }

  /** The loaded module that {@code address} lies in. */
  public Optional<KernelModule> at(long address) {
    for (KernelModule module : kernel.modules()) {
      List<KernelModule.Region> regions = module.regions();
      for (int i = 0; i < regions.size(); i++) {
        if (regions.get(i).contains(address)) {
          return Optional.of(module);
        }
      }
    }
    return Optional.empty();
  }

  /** The module's file with the addresses where the module was loaded; searched if need be. */
  public Optional<DebugFile> of(KernelModule module) {
    Optional<DebugFile> known = files.get(module.address());
    return known != null ? known : load(module, search, false);
  }

  /** The module's file if it is in use already. */
  public Optional<DebugFile> known(KernelModule module) {
    return files.getOrDefault(module.address(), Optional.empty());
  }

  /** The files in use, in the order of the kernel's list of modules. */
  List<DebugFile> inUse() {
    List<DebugFile> found = new ArrayList<>();
    if (!files.isEmpty()) {
      kernel.modules().forEach(module -> known(module).ifPresent(found::add));
    }
    return List.copyOf(found);
  }

  /** Searches in the usual places; what is found replaces what was in use. */
  public Optional<DebugFile> load(KernelModule module) {
    Optional<DebugFile> known = known(module);
    return known.isPresent() ? known : load(module, search, true);
  }

  /** Searches below {@code folder} alone. */
  public Optional<DebugFile> loadFrom(KernelModule module, ModuleFolder folder) {
    return load(module, folder.search, true);
  }

  /** A folder to search modules in, listed once. */
  public ModuleFolder folder(Path folder) {
    DebugInfoSources only = DebugInfoSources.NONE.withModules(folder);
    return new ModuleFolder(new DebugFileSearch(kernel, only));
  }

  /** See {@link #folder}. */
  public static final class ModuleFolder {
    private final DebugFileSearch search;

    ModuleFolder(DebugFileSearch search) {
      this.search = search;
    }
  }

  /**
   * Uses the file at {@code path}.
   *
   * @throws IOException if it cannot be read
   * @throws DebugInfoException if it is no module's file, damaged, or not of the module in the dump
   */
  public DebugFile load(KernelModule module, Path path) throws IOException {
    Map<String, Long> sections = ModuleSections.of(kernel, module);
    Optional<String> buildId = ModuleBuildId.of(kernel, module, sections);
    ElfFile elf = ElfFile.open(path);
    Optional<String> actual = elf.buildId();
    if (buildId.isPresent() && actual.isPresent() && !buildId.equals(actual)) {
      String mismatch = MatchingFile.mismatch(actual.get(), buildId.get());
      throw new DebugInfoException(path.toString(), "", 0, mismatch);
    }
    DebugFile file =
        place(module, elf, sections)
            .orElseThrow(() -> new DebugInfoException(path.toString(), "", 0, "not a module"));
    files.put(module.address(), Optional.of(file));
    return file;
  }

  /** Forgets the module's file; none is searched for it any more. */
  public void unload(KernelModule module) {
    files.put(module.address(), Optional.empty());
  }

  private Optional<DebugFile> load(KernelModule module, DebugFileSearch places, boolean all) {
    if (!places.mayHaveModule(module.name())) {
      files.put(module.address(), Optional.empty());
      return Optional.empty();
    }
    Optional<DebugFile> found = Optional.empty();
    try {
      Map<String, Long> sections = ModuleSections.of(kernel, module);
      Optional<String> buildId = ModuleBuildId.of(kernel, module, sections);
      MatchingFile matching = new MatchingFile(kernel, buildId);
      ElfFile elf = places.module(module.name(), buildId, all, matching::open);
      elf = elf == null ? matching.stripped() : elf;
      found = elf == null ? Optional.empty() : place(module, elf, sections);
    } catch (MemoryFault fault) {
      kernel.note("no debug file of module " + module.name() + ": " + fault.getMessage());
    }
    files.put(module.address(), found);
    return found;
  }

  private Optional<DebugFile> place(KernelModule module, ElfFile elf, Map<String, Long> sections) {
    if (elf.type() != ElfFile.ET_REL) {
      kernel.note(elf.name() + ": not used: not a module");
      return Optional.empty();
    }
    if (sections.isEmpty()) {
      kernel.note(elf.name() + ": not used: the dump does not say where its sections are");
      return Optional.empty();
    }
    return Optional.of(new DebugFile(elf.relocatedTo(sections), module.name(), 0));
  }
}
