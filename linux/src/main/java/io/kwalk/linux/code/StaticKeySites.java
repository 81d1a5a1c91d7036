package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.CodeSite.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a static key's branch is: struct jump_entry, which holds distances from its own members
 * (include/linux/jump_label.h, CONFIG_HAVE_ARCH_JUMP_LABEL_RELATIVE of x86 and arm64).
 */
final class StaticKeySites {
  /** Whether the branch is the likely one, and whether the code is of __init. */
  private static final long KEY_FLAGS = 3;

  private final Kernel kernel;
  private final Field code;
  private final Field key;
  private final Field enabled;
  private final Map<Long, String> states = new HashMap<>();

  StaticKeySites(Kernel kernel) {
    this.kernel = kernel;
    this.code = kernel.field("jump_entry", "code");
    this.key = kernel.field("jump_entry", "key");
    this.enabled = kernel.field("static_key", "enabled.counter");
  }

  void forEach(Consumer<CodeSite> sites) {
    SiteTables tables = new SiteTables(kernel, (int) kernel.struct("jump_entry").size());
    SiteTables.Entry entry =
        (table, offset, address) -> {
          long at = tables.relative(table, offset, address, code);
          long of = tables.relative(table, offset, address, key) & ~KEY_FLAGS;
          sites.accept(
              new CodeSite(at, Kind.STATIC_KEY, CodeSites.variable(kernel, of), state(of)));
        };
    tables.between("__start___jump_table", "__stop___jump_table", entry);
    tables.ofModules("jump_entries", "num_jump_entries", entry);
  }

  private String state(long address) {
    return states.computeIfAbsent(
        address,
        at -> {
          try {
            return enabled.get(kernel.memory(), at) > 0 ? "on" : "off";
          } catch (MemoryFault _) {
            return "";
          }
        });
  }
}
