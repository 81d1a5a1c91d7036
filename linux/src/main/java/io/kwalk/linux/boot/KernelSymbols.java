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
import io.kwalk.linux.module.ModuleDebugInfo;
import java.util.Optional;
import java.util.OptionalLong;

/** The kernel's symbols, out of its own kallsyms tables. */
public final class KernelSymbols {
  /** KERNEL_IMAGE_SIZE with KASLR is 1 GiB (arch/x86/include/asm/page_64_types.h). */
  private static final int IMAGE_PAGES = 512;

  private static final long IMAGE_PAGE = 2 << 20;

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
      return new SectionSymbols(Kallsyms.read(kernel.memory(), tables.get()));
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
    Optional<AddressRange> image = mappedImage(kernel);
    return image.isEmpty()
        ? Optional.empty()
        : KallsymsFinder.find(kernel.memory(), image.get().start(), image.get().end());
  }

  /** From the first to the last 2 MiB of the image's range that the page tables map. */
  private static Optional<AddressRange> mappedImage(Kernel kernel) {
    long start = 0;
    long end = 0;
    for (int i = 0; i < IMAGE_PAGES; i++) {
      long address = X86KernelMap.START_KERNEL_MAP + i * IMAGE_PAGE;
      if (isMapped(kernel, address)) {
        start = start == 0 ? address : start;
        end = address + IMAGE_PAGE;
      }
    }
    return start == 0 ? Optional.empty() : Optional.of(new AddressRange(start, end));
  }

  private static boolean isMapped(Kernel kernel, long address) {
    try {
      kernel.pageTables().translate(kernel.layout().rootTable(), address, MemoryFault.Space.KERNEL);
      return true;
    } catch (MemoryFault _) {
      return false;
    }
  }

  /**
   * Those and the symbols of all loaded modules, which are read when one is first asked for; a name
   * that none of them has is looked up in vmlinux's debug file, if there is one.
   */
  public static Symbols withModules(Kernel kernel) {
    Symbols dump = new JoinedSymbols(kernel.imageSymbols(), () -> ModuleDebugInfo.symbols(kernel));
    return new LayeredSymbols(dump, kernel.debugFiles()::vmlinuxSymbols);
  }
}
