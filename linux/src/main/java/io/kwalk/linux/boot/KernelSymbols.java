package io.kwalk.linux.boot;

import io.kwalk.core.debuginfo.JoinedSymbols;
import io.kwalk.core.debuginfo.LayeredSymbols;
import io.kwalk.core.debuginfo.NoSymbols;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.debuginfo.kallsyms.Kallsyms;
import io.kwalk.core.debuginfo.kallsyms.KallsymsFinder;
import io.kwalk.core.debuginfo.kallsyms.KallsymsTables;
import io.kwalk.core.debuginfo.kallsyms.MalformedKallsymsException;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.GeneratedCodeSymbols;
import io.kwalk.linux.module.ModuleDebugInfo;
import java.util.Optional;
import java.util.OptionalLong;

/** The kernel's symbols, out of its own kallsyms tables. */
public final class KernelSymbols {
  private KernelSymbols() {}

  /**
   * The symbols of vmlinux; none if the tables are missing or damaged, which {@link Kernel#notes}
   * then says.
   */
  public static Symbols ofImage(Kernel kernel) {
    Optional<KallsymsTables> tables =
        KallsymsTables.fromVmcoreinfo(kernel.vmcoreinfo()::symbol).or(() -> search(kernel));
    if (tables.isEmpty()) {
      kernel.note("no symbols: vmcoreinfo names no kallsyms tables, and none were found");
      return NoSymbols.INSTANCE;
    }
    try {
      OptionalLong text = kernel.vmcoreinfo().symbol("_stext");
      Kallsyms kallsyms = Kallsyms.read(kernel.memory(), tables.get(), text);
      kallsyms.damage().forEach(kernel::note);
      return new SectionSymbols(kallsyms);
    } catch (MalformedKallsymsException | MemoryFault failure) {
      kernel.note("no symbols: kallsyms: " + failure.getMessage());
      return NoSymbols.INSTANCE;
    }
  }

  /**
   * vmcoreinfo names the tables since 6.0. Before, they lie between the text and init_top_pgt,
   * which is data; without vmcoreinfo anywhere in what is mapped of the image.
   */
  private static Optional<KallsymsTables> search(Kernel kernel) {
    Vmcoreinfo info = kernel.vmcoreinfo();
    OptionalLong start = info.symbol("_stext");
    OptionalLong end = info.symbol("swapper_pg_dir");
    if (start.isPresent() && end.isPresent() && start.getAsLong() < end.getAsLong()) {
      return KallsymsFinder.find(kernel.memory(), start.getAsLong(), end.getAsLong());
    }
    Optional<AddressRange> image = kernel.layout().map().mappedImage();
    return image.isEmpty()
        ? Optional.empty()
        : KallsymsFinder.find(kernel.memory(), image.get().start(), image.get().end());
  }

  /**
   * Those and the symbols of all loaded modules, which are read when one is first asked for; a name
   * that none of them has is looked up in vmlinux's debug file, if there is one.
   */
  public static Symbols withModules(Kernel kernel) {
    Symbols dump = new JoinedSymbols(kernel.imageSymbols(), () -> ModuleDebugInfo.symbols(kernel));
    Symbols code = new GeneratedCodeSymbols(kernel, dump);
    return new LayeredSymbols(code, kernel.debugFiles()::vmlinuxSymbols);
  }
}
