package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.module.KernelModule.Region;
import io.kwalk.linux.module.ModuleTaint;
import io.kwalk.linux.system.Taint;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Loaded modules. */
public final class ModCommand implements Command {
  @Override
  public String name() {
    return "mod";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "s:Sd:DtrRgo");
    Kernel kernel = session.kernel();
    List<KernelModule> modules = new ArrayList<>(kernel.modules());
    modules.sort((a, b) -> Long.compareUnsigned(a.base(), b.base()));
    checkArguments(options);
    Faults faults = new Faults();
    String argument = options.arguments().isEmpty() ? null : options.arguments().getFirst();
    ModuleLoading loading = new ModuleLoading(kernel);
    String loaded = options.value("s");
    String unloaded = options.value("d");
    if (options.has("t")) {
      taints(kernel, modules, output, faults);
    } else if (loaded != null) {
      KernelModule module = loading.module(loaded);
      loading.load(module, argument);
      table(kernel, modules, List.of(module), output, faults);
    } else if (options.has("S")) {
      loading.loadAll(modules, argument, output);
      table(kernel, modules, modules, output, faults);
    } else if (unloaded != null) {
      loading.unload(loading.module(unloaded));
    } else if (options.has("D")) {
      modules.forEach(loading::unload);
    } else {
      table(kernel, modules, modules, output, faults);
    }
    faults.report(output);
  }

  /** One argument for -s and -S, else none. */
  private static void checkArguments(Options options) throws CommandException {
    int most = options.has("s") || options.has("S") ? 1 : 0;
    if (options.arguments().size() > most) {
      throw CommandException.usage("too many arguments: " + options.arguments().get(most));
    }
  }

  /** Bytes of all that stays once it is initialised. */
  private static long size(KernelModule module) {
    return module.regions().stream()
        .filter(region -> !isInit(region))
        .mapToLong(Region::size)
        .sum();
  }

  private static boolean isInit(Region region) {
    return region.kind().equals("init_layout") || region.kind().startsWith("MOD_INIT");
  }

  private static boolean hasTextRegion(List<KernelModule> modules) {
    return modules.stream()
        .flatMap(module -> module.regions().stream())
        .anyMatch(region -> region.kind().startsWith("MOD_"));
  }

  /** Of {@code rows}, in columns as wide as all modules need. */
  private static void table(
      Kernel kernel,
      List<KernelModule> modules,
      List<KernelModule> rows,
      Output output,
      Faults faults) {
    int width = width(modules);
    int sizeWidth = 2 + sizeDigits(modules);
    if (!output.json()) {
      String base = hasTextRegion(modules) ? "   TEXT_BASE    " : "      BASE      ";
      output.line(
          Text.center("MODULE", 16)
              + "  "
              + Text.left("NAME", width)
              + "  "
              + base
              + Text.right("SIZE", sizeWidth)
              + "  OBJECT FILE");
    }
    for (KernelModule module : rows) {
      output.checkInterrupted();
      if (output.json()) {
        output.row(json(kernel, module, faults));
        continue;
      }
      output.line(
          Text.hex(module.address(), 16)
              + "  "
              + Text.left(Text.escape(module.name()), width)
              + "  "
              + Text.hex(module.base(), 16)
              + Text.right(Long.toString(size(module)), sizeWidth)
              + "  "
              + objectFile(kernel, module));
    }
  }

  /** What is in use; nothing is searched for the table. */
  private static String objectFile(Kernel kernel, KernelModule module) {
    return kernel
        .debugFiles()
        .modules()
        .known(module)
        .map(file -> Text.escape(file.elf().name()))
        .orElse("(not loaded)  [CONFIG_KALLSYMS]");
  }

  private static int width(List<KernelModule> modules) {
    return modules.stream()
        .map(module -> Text.escape(module.name()).length())
        .max(Comparator.naturalOrder())
        .orElse(0);
  }

  private static int sizeDigits(List<KernelModule> modules) {
    return modules.stream()
        .map(module -> Long.toString(size(module)).length())
        .reduce("SIZE".length(), Math::max);
  }

  private static void taints(
      Kernel kernel, List<KernelModule> modules, Output output, Faults faults) {
    List<KernelModule> tainted =
        modules.stream().filter(module -> taint(kernel, module, faults) != 0).toList();
    if (output.json()) {
      tainted.forEach(module -> output.row(json(kernel, module, faults)));
      return;
    }
    if (tainted.isEmpty()) {
      output.line("no tainted modules");
      return;
    }
    int width = Math.max(width(tainted), "NAME".length());
    output.line(Text.left("NAME", width) + "  TAINTS");
    for (KernelModule module : tainted) {
      output.line(
          Text.left(Text.escape(module.name()), width)
              + "  "
              + Taint.letters(taint(kernel, module, faults)));
    }
  }

  private static long taint(Kernel kernel, KernelModule module, Faults faults) {
    return faults.read(() -> ModuleTaint.of(kernel, module), 0L);
  }

  private static JsonObject json(Kernel kernel, KernelModule module, Faults faults) {
    List<JsonObject> regions =
        module.regions().stream()
            .map(region ->
                new JsonObject()
                    .put("kind", region.kind())
                    .putAddress("base", region.base())
                    .put("size", region.size()))
            .toList();
    return new JsonObject()
        .putAddress("address", module.address())
        .put("name", module.name())
        .putAddress("base", module.base())
        .put("size", size(module))
        .put(
            "file", kernel.debugFiles().modules().known(module).map(f -> f.elf().name()).orElse(""))
        .put("taints", Taint.letters(taint(kernel, module, faults)))
        .putObjects("regions", regions);
  }
}
