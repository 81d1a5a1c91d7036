package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.module.KernelModule.Region;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.line.NearestNames;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The symbols of modules, each region of a module between two lines that say where it lies. */
final class ModuleSymbols {
  /**
   * In lists crash marks data of modules as unknown until their debug file is in use, and so do
   * these, that programs which read them find what they expect; JSON and {@code sym NAME} tell.
   */
  private static Symbol shown(Symbol symbol) {
    return symbol.isText()
        ? symbol
        : new Symbol(symbol.name(), symbol.address(), '?', symbol.module());
  }

  private ModuleSymbols() {}

  static void printAll(Kernel kernel, Output output) {
    Map<String, List<Symbol>> symbols = byModule(kernel);
    kernel.modules().stream()
        .sorted(Comparator.comparing(KernelModule::base, Long::compareUnsigned))
        .forEach(module -> print(kernel, module, symbols, output));
  }

  static void print(Kernel kernel, String name, Output output) throws CommandException {
    for (KernelModule module : kernel.modules()) {
      if (module.name().equals(name)) {
        print(kernel, module, byModule(kernel), output);
        return;
      }
    }
    List<String> near = NearestNames.of(name, kernel.modules().stream().map(KernelModule::name));
    throw new CommandException("no such module: " + name + NearestNames.question(near));
  }

  private static Map<String, List<Symbol>> byModule(Kernel kernel) {
    try (Stream<Symbol> all = kernel.symbols().all()) {
      return all.filter(symbol -> symbol.module() != null)
          .collect(
              Collectors.groupingBy(
                  symbol -> String.valueOf(symbol.module()), HashMap::new, Collectors.toList()));
    }
  }

  private static void print(
      Kernel kernel, KernelModule module, Map<String, List<Symbol>> all, Output output) {
    List<Symbol> own = all.getOrDefault(module.name(), List.of());
    if (output.json()) {
      SymCommand.list(own.stream(), output);
      return;
    }
    List<Symbol> symbols =
        hasFile(kernel, module) ? own : own.stream().map(ModuleSymbols::shown).toList();
    for (Region region : module.regions()) {
      if (region.size() == 0) {
        continue;
      }
      String what = "MODULE " + title(region.kind());
      output.line(Long.toHexString(region.base()) + " " + what + "START: " + module.name());
      SymCommand.list(symbols.stream().filter(symbol -> region.contains(symbol.address())), output);
      long end = region.base() + region.size() - (isOfKinds(region) ? 1 : 0);
      output.line(Long.toHexString(end) + " " + what + "END: " + module.name());
    }
  }

  /** Since 6.4 a module has a region a kind of memory: crash names the last byte of such. */
  private static boolean isOfKinds(Region region) {
    return region.kind().startsWith("MOD_");
  }

  private static boolean hasFile(Kernel kernel, KernelModule module) {
    return kernel.debugFiles().modulesInUse().stream()
        .anyMatch(file -> module.name().equals(file.module()));
  }

  /** "core_layout" is the module itself; since 6.4 there are kinds: MOD_RO_AFTER_INIT. */
  private static String title(String kind) {
    return switch (kind) {
      case "core_layout" -> "";
      case "init_layout" -> "INIT ";
      default -> (kind.startsWith("MOD_") ? kind.substring(4) : kind) + " ";
    };
  }
}
