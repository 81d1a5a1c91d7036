package io.kwalk.linux.syscall;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Names of system calls by number. An ABI never changes a number, so the known ones stand in a
 * list; what came later is named by the symbol in the kernel's own table.
 */
public final class SystemCallNames {
  /** What x32 calls have set (arch/x86/include/uapi/asm/unistd.h). */
  private static final int X32_BIT = 0x4000_0000;

  private static final int LIMIT = 2048;
  private static final List<String> PREFIXES =
      List.of(
          "__x64_sys_",
          "__ia32_compat_sys_",
          "__ia32_sys_",
          "__arm64_compat_sys_",
          "__arm64_sys_",
          "compat_sys_",
          "sys_");

  private final Kernel kernel;
  private final Map<SystemCallAbi, Map<Integer, String>> known = new EnumMap<>(SystemCallAbi.class);

  private SystemCallNames(Kernel kernel) {
    this.kernel = kernel;
    for (SystemCallAbi abi : SystemCallAbi.values()) {
      known.put(abi, abi == SystemCallAbi.ARM ? Map.of() : list(abi.label() + ".txt"));
    }
  }

  public static SystemCallNames of(Kernel kernel) {
    return kernel.part(SystemCallNames.class, SystemCallNames::new);
  }

  private static Map<Integer, String> list(String resource) {
    Map<Integer, String> names = new HashMap<>();
    for (String line : ResourceLines.of(resource)) {
      int blank = line.indexOf(' ');
      names.put(Integer.parseInt(line.substring(0, blank)), line.substring(blank + 1));
    }
    return names;
  }

  /** As the manual names it; "syscall_NUMBER" of one that nobody knows. */
  public String name(SystemCallAbi abi, int number) {
    boolean x32 = abi == SystemCallAbi.X86_64 && number >= X32_BIT;
    int plain = x32 ? number - X32_BIT : number;
    String name = known.getOrDefault(abi, Map.of()).get(plain);
    return name != null ? name : entry(abi, plain).orElse("syscall_" + number);
  }

  /**
   * The name by which the kernel's source defines the call: that of its entry in the table
   * ("newstat" where the manual says stat).
   */
  Optional<String> entry(SystemCallAbi abi, int number) {
    OptionalLong table = kernel.findAddress(abi.table());
    if (table.isEmpty() || number < 0 || number >= LIMIT) {
      return Optional.empty();
    }
    try {
      long place = table.getAsLong() + 8L * number;
      Optional<Symbol> next = kernel.imageSymbols().next(table.getAsLong());
      if (next.isPresent() && place >= next.get().address()) {
        return Optional.empty();
      }
      long entry = kernel.memory().u64(place);
      return kernel
          .imageSymbols()
          .at(entry)
          .filter(symbol -> symbol.address() == entry)
          .map(symbol -> withoutPrefix(symbol.name()))
          .filter(name -> !name.equals("ni_syscall"));
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  private static String withoutPrefix(String symbol) {
    for (String prefix : PREFIXES) {
      if (symbol.startsWith(prefix)) {
        return symbol.substring(prefix.length());
      }
    }
    return symbol;
  }
}
