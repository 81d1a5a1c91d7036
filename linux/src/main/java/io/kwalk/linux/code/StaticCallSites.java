package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.CodeSite.Kind;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Calls that are patched to where a static call leads: struct static_call_site, which holds
 * distances from its own members (include/linux/static_call_types.h; x86 since 5.10, arm64 has
 * none).
 */
final class StaticCallSites {
  /** A tail call, and code of __init. */
  private static final long KEY_FLAGS = 3;

  private static final String KEY_PREFIX = "__SCK__";

  private final Kernel kernel;

  StaticCallSites(Kernel kernel) {
    this.kernel = kernel;
  }

  void forEach(Consumer<CodeSite> sites) {
    Optional<Field> address = kernel.findField("static_call_site", "addr");
    if (address.isEmpty()) {
      return;
    }
    Field key = kernel.field("static_call_site", "key");
    Field function = kernel.field("static_call_key", "func");
    SiteTables tables = new SiteTables(kernel, (int) kernel.struct("static_call_site").size());
    SiteTables.Entry entry =
        (table, offset, at) -> {
          long call = tables.relative(table, offset, at, address.get());
          long of = tables.relative(table, offset, at, key) & ~KEY_FLAGS;
          String name = CodeSites.variable(kernel, of);
          String shown = name.startsWith(KEY_PREFIX) ? name.substring(KEY_PREFIX.length()) : name;
          sites.accept(new CodeSite(call, Kind.STATIC_CALL, shown, target(function, of)));
        };
    tables.between("__start_static_call_sites", "__stop_static_call_sites", entry);
    tables.ofModules("static_call_sites", "num_static_call_sites", entry);
  }

  private String target(Field function, long key) {
    try {
      long to = function.get(kernel.memory(), key);
      return to == 0 ? "nothing" : CodeSites.function(kernel, to);
    } catch (MemoryFault _) {
      return "";
    }
  }
}
