package io.kwalk.linux.boot;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.JoinedTypes;
import io.kwalk.core.debuginfo.NoTypes;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.btf.BtfTypes;
import io.kwalk.core.debuginfo.btf.MalformedBtfException;
import io.kwalk.core.debuginfo.dwarf.DwarfTypes;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.ModuleTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's types. Of debug files, those of vmlinux and of the modules that are in use, with
 * what the dump itself holds of all others. Safe for several threads.
 */
public final class KernelTypes {
  /** vmlinux's BTF has 4 to 7 MiB today. */
  private static final long LIMIT = 1 << 28;

  private final Kernel kernel;
  private volatile @Nullable Joined joined;

  /** Types of the modules' files that were in use when they were joined. */
  private record Joined(List<DebugFile> modules, Types types) {}

  public KernelTypes(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Debug files first; joined anew when a module's file was loaded or unloaded. */
  public Types get() {
    List<DebugFile> modules = kernel.debugFiles().modulesInUse();
    Joined known = joined;
    if (known == null || !known.modules().equals(modules)) {
      known = new Joined(modules, join(modules));
      joined = known;
    }
    return known.types();
  }

  private Types join(List<DebugFile> modules) {
    List<Types> sources = new ArrayList<>();
    ofVmlinux(kernel).ifPresent(sources::add);
    modules.forEach(file -> ofFile(kernel, file).ifPresent(sources::add));
    Types layouts = kernel.layouts();
    if (sources.isEmpty()) {
      return layouts;
    }
    List<Types> dump = layouts instanceof JoinedTypes all ? all.sources() : List.of(layouts);
    // vmlinux's file knows all that its BTF knows, and would have each type listed twice.
    boolean isDouble = ofVmlinux(kernel).isPresent() && dump.getFirst().equals(kernel.imageTypes());
    sources.addAll(isDouble ? dump.subList(1, dump.size()) : dump);
    return new JoinedTypes(sources);
  }

  private static Optional<DwarfTypes> ofVmlinux(Kernel kernel) {
    return kernel.debugFiles().vmlinux().flatMap(file -> ofFile(kernel, file));
  }

  private static Optional<DwarfTypes> ofFile(Kernel kernel, DebugFile file) {
    try {
      return file.types();
    } catch (DebugInfoException damaged) {
      kernel.note("no types: " + damaged.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The types of vmlinux by the kernel's BTF, else by its debug file; none if it has neither, or a
   * damaged BTF, which {@link Kernel#notes} then says.
   */
  public static Types ofImage(Kernel kernel) {
    NoTypes none = new NoTypes(8);
    Optional<Symbol> start = kernel.imageSymbols().find("__start_BTF");
    Optional<Symbol> stop = kernel.imageSymbols().find("__stop_BTF");
    if (start.isEmpty() || stop.isEmpty()) {
      return withoutBtf(kernel, "the kernel has no BTF (CONFIG_DEBUG_INFO_BTF)");
    }
    long length = stop.get().address() - start.get().address();
    if (length <= 0 || length > LIMIT) {
      return withoutBtf(kernel, "BTF of " + length + " bytes");
    }
    try {
      byte[] blob = KernelBtf.read(kernel, start.get().address(), (int) length);
      return BtfTypes.read(blob, none.wordSize());
    } catch (MalformedBtfException | MemoryFault failure) {
      return withoutBtf(kernel, "BTF: " + failure.getMessage());
    }
  }

  private static Types withoutBtf(Kernel kernel, String reason) {
    Optional<DwarfTypes> file = ofVmlinux(kernel);
    if (file.isPresent()) {
      return file.get();
    }
    kernel.note("no types: " + reason);
    return new NoTypes(8);
  }

  /** Those and the types of all loaded modules, as far as the dump has them. */
  public static Types layouts(Kernel kernel) {
    return ModuleTypes.join(kernel, kernel.imageTypes());
  }
}
