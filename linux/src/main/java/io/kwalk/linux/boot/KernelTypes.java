package io.kwalk.linux.boot;

import io.kwalk.core.debuginfo.NoSymbols;
import io.kwalk.core.debuginfo.NoTypes;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.btf.BtfTypes;
import io.kwalk.core.debuginfo.btf.MalformedBtfException;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.ModuleTypes;
import java.util.Optional;

/** The kernel's types, out of its own BTF. */
public final class KernelTypes {
  /** vmlinux's BTF has 4 to 7 MiB today. */
  private static final long LIMIT = 1 << 28;

  private KernelTypes() {}

  /**
   * The types of vmlinux; none if it has no BTF or a damaged one, which {@link Kernel#notes} then
   * says.
   */
  public static Types ofImage(Kernel kernel) {
    NoTypes none = new NoTypes(8);
    Optional<Symbol> start = kernel.imageSymbols().find("__start_BTF");
    Optional<Symbol> stop = kernel.imageSymbols().find("__stop_BTF");
    if (start.isEmpty() || stop.isEmpty()) {
      kernel.note(
          kernel.imageSymbols() instanceof NoSymbols
              ? "no types: BTF is found by its symbols"
              : "no types: the kernel has no BTF (CONFIG_DEBUG_INFO_BTF)");
      return none;
    }
    long length = stop.get().address() - start.get().address();
    if (length <= 0 || length > LIMIT) {
      kernel.note("no types: BTF of " + length + " bytes");
      return none;
    }
    try {
      byte[] blob = kernel.memory().read(start.get().address(), (int) length);
      return BtfTypes.read(blob, none.wordSize());
    } catch (MalformedBtfException | MemoryFault failure) {
      kernel.note("no types: BTF: " + failure.getMessage());
      return none;
    }
  }

  /** Those and the types of all loaded modules. */
  public static Types withModules(Kernel kernel) {
    return ModuleTypes.join(kernel, kernel.imageTypes());
  }
}
