package io.kwalk.linux.boot;

import io.kwalk.core.debuginfo.JoinedSymbols;
import io.kwalk.core.debuginfo.NoSymbols;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.kallsyms.Kallsyms;
import io.kwalk.core.debuginfo.kallsyms.KallsymsTables;
import io.kwalk.core.debuginfo.kallsyms.MalformedKallsymsException;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.ModuleDebugInfo;
import java.util.Optional;

/** The kernel's symbols, out of its own kallsyms tables. */
public final class KernelSymbols {
  private KernelSymbols() {}

  /**
   * The symbols of vmlinux; none if the tables are missing or damaged, which {@link Kernel#notes}
   * then says.
   */
  public static Symbols ofImage(Kernel kernel) {
    Optional<KallsymsTables> tables = KallsymsTables.fromVmcoreinfo(kernel.vmcoreinfo()::symbol);
    if (tables.isEmpty()) {
      kernel.note("no symbols: vmcoreinfo names no kallsyms tables");
      return NoSymbols.INSTANCE;
    }
    try {
      return Kallsyms.read(kernel.memory(), tables.get());
    } catch (MalformedKallsymsException | MemoryFault failure) {
      kernel.note("no symbols: kallsyms: " + failure.getMessage());
      return NoSymbols.INSTANCE;
    }
  }

  /** Those and the symbols of all loaded modules, which are read when one is first asked for. */
  public static Symbols withModules(Kernel kernel) {
    return new JoinedSymbols(kernel.imageSymbols(), () -> ModuleDebugInfo.symbols(kernel));
  }
}
