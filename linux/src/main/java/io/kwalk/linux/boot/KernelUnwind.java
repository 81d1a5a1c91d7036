package io.kwalk.linux.boot;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.UnwindTable;
import io.kwalk.core.debuginfo.orc.JoinedOrcTables;
import io.kwalk.core.debuginfo.orc.OrcTable;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.ModuleDebugInfo;
import java.util.List;
import java.util.Optional;

/** The kernel's unwind tables: ORC of vmlinux and of its modules. */
public final class KernelUnwind {
  private KernelUnwind() {}

  /** All of them joined. A kernel without ORC has an empty table. */
  public static UnwindTable of(Kernel kernel) {
    return new JoinedOrcTables(ofImage(kernel), () -> ModuleDebugInfo.unwindTables(kernel));
  }

  private static Optional<OrcTable> ofImage(Kernel kernel) {
    Symbols symbols = kernel.imageSymbols();
    Optional<Symbol> addresses = symbols.find("__start_orc_unwind_ip");
    Optional<Symbol> end = symbols.find("__stop_orc_unwind_ip");
    Optional<Symbol> entries = symbols.find("__start_orc_unwind");
    Optional<Symbol> text = symbols.find("_stext");
    // What runs before init memory is freed has rules too.
    Optional<Symbol> textEnd = symbols.find("_einittext").or(() -> symbols.find("_etext"));
    if (addresses.isEmpty()
        || end.isEmpty()
        || entries.isEmpty()
        || text.isEmpty()
        || textEnd.isEmpty()) {
      return Optional.empty();
    }
    return OrcTable.open(
        kernel.memory(),
        addresses.get().address(),
        entries.get().address(),
        (end.get().address() - addresses.get().address()) / 4,
        kernel.imageTypes().struct("orc_entry"),
        List.of(new AddressRange(text.get().address(), textEnd.get().address())));
  }
}
