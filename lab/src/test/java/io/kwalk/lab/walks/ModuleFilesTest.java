package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.elf.ElfSection;
import io.kwalk.core.debuginfo.elf.ElfSymbolTable;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.dumps.RealKernels;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.debuginfo.DebugInfoSources;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.module.ModuleTaint;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Debug files of the modules of real dumps, against the symbols that the kernel keeps of them. */
class ModuleFilesTest {
  /** include/linux/panic.h: built outside of the kernel's tree. */
  private static final long TAINT_OOT_MODULE = 1 << 12;

  static Stream<RealDump> dumps() {
    return RealDumps.all().stream();
  }

  /** The lab's kernel of that release; a test without it is said to be skipped. */
  private static Path vmlinux(String release) {
    Optional<Path> folder =
        RealKernels.all().stream()
            .filter(kernel -> String.valueOf(kernel.getFileName()).equals(release))
            .findFirst();
    assumeTrue(folder.isPresent(), () -> "no debug files of " + release + " on this machine");
    return folder.orElseThrow().resolve("vmlinux");
  }

  private interface Use {
    void of(Kernel kernel) throws Exception;
  }

  private static void with(RealDump dump, Use use) throws Exception {
    DumpImage image = DumpImages.open(List.of(dump.vmcore().toString()), ImageOptions.DEFAULT);
    String release;
    try (Kernel kernel = Kernel.open(image)) {
      release = kernel.release();
    }
    DumpImage again = DumpImages.open(List.of(dump.vmcore().toString()), ImageOptions.DEFAULT);
    try (Kernel kernel = Kernel.open(again, DebugInfoSources.of(vmlinux(release)))) {
      use.of(kernel);
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void symbolsOfModulesFilesAreWhereTheKernelHasThem(RealDump dump) throws Exception {
    with(
        dump,
        kernel -> {
          for (KernelModule module : kernel.modules()) {
            Optional<DebugFile> file = kernel.debugFiles().modules().of(module);
            if (file.isPresent()) {
              assertEquals(file, kernel.debugFiles().of(module.regions().getFirst().base()));
              checkSymbols(kernel, module, file.get());
            } else {
              boolean outOfTree = (ModuleTaint.of(kernel, module) & TAINT_OOT_MODULE) != 0;
              assertTrue(outOfTree, () -> module.name() + ": " + kernel.notes());
            }
          }
        });
  }

  private static void checkSymbols(Kernel kernel, KernelModule module, DebugFile file) {
    Set<String> known = new HashSet<>();
    file.symbols().orElseThrow().all().forEach(symbol -> known.add(key(symbol)));
    Set<String> nowhere = inEmptySections(file.elf().symbolTable().orElseThrow());
    List<String> missing =
        kernel
            .symbols()
            .all()
            .filter(symbol -> module.name().equals(symbol.module()))
            .filter(symbol -> !nowhere.contains(symbol.name()))
            .map(ModuleFilesTest::key)
            .filter(key -> !known.contains(key))
            .toList();
    assertEquals(List.of(), missing, module.name());
  }

  /** The kernel records no address of sections without bytes. */
  private static Set<String> inEmptySections(ElfSymbolTable table) {
    Set<String> names = new HashSet<>();
    for (int i = 1; i < table.count(); i++) {
      ElfSection section = table.section(i);
      if (section != null && section.size() == 0) {
        names.add(table.name(i));
      }
    }
    return names;
  }

  private static String key(Symbol symbol) {
    return Long.toHexString(symbol.address()) + " " + symbol.name();
  }

  @Test
  void aFileOfAnotherBuildIsRefusedByBothIds() throws Exception {
    with(
        RealDumps.named("k61").orElse(RealDumps.sample()),
        kernel -> {
          List<KernelModule> modules = kernel.modules();
          KernelModule first = modules.getFirst();
          KernelModule last = modules.getLast();
          Path file = Path.of(kernel.debugFiles().modules().of(last).orElseThrow().elf().name());
          DebugInfoException refusal =
              assertThrows(
                  DebugInfoException.class, () -> kernel.debugFiles().modules().load(first, file));
          String message = String.valueOf(refusal.getMessage());
          assertTrue(message.matches(".*build-id [0-9a-f]{40}, not [0-9a-f]{40}"), message);
          assertTrue(kernel.debugFiles().modules().known(first).isEmpty());
        });
  }

  @Test
  void whatWasUnloadedIsNotSearchedAgain() throws Exception {
    with(
        RealDumps.named("k61").orElse(RealDumps.sample()),
        kernel -> {
          KernelModule module = kernel.modules().getLast();
          long address = module.regions().getFirst().base();
          assertTrue(kernel.debugFiles().of(address).isPresent());
          kernel.debugFiles().modules().unload(module);
          assertFalse(kernel.debugFiles().of(address).isPresent());
          assertTrue(kernel.debugFiles().modules().load(module).isPresent());
          assertTrue(kernel.debugFiles().of(address).isPresent());
        });
  }
}
