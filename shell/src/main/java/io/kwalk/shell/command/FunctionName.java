package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.Text;
import java.util.Optional;

/** Functions by their addresses. */
public final class FunctionName {
  private FunctionName() {}

  /** "name" or "name+12"; "" for what lies in no function. */
  public static String of(Kernel kernel, long address) {
    Optional<Symbol> found = address == 0 ? Optional.empty() : kernel.symbols().at(address);
    if (found.isEmpty()) {
      return "";
    }
    long offset = address - found.get().address();
    return Text.escape(found.get().name()) + (offset == 0 ? "" : "+" + offset);
  }

  /** "ff… &lt;name&gt;". */
  static String withAddress(Kernel kernel, long address) {
    String name = of(kernel, address);
    return Text.hex(address, 16) + (name.isEmpty() ? "" : "  <" + name + ">");
  }
}
