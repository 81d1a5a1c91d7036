package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.CodeSite.Kind;
import io.kwalk.linux.structures.ListHead;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Where kprobes are: the buckets of kprobe_table (kernel/kprobes.c). */
final class KprobeSites {
  /** KPROBE_TABLE_SIZE, of KPROBE_HASH_BITS 6. */
  private static final int BUCKETS = 64;

  /** KPROBE_FLAG_DISABLED, KPROBE_FLAG_OPTIMIZED, KPROBE_FLAG_FTRACE (include/linux/kprobes.h). */
  private static final long DISABLED = 2;

  private static final long OPTIMIZED = 4;
  private static final long FTRACE = 8;

  private final Kernel kernel;

  KprobeSites(Kernel kernel) {
    this.kernel = kernel;
  }

  void forEach(Consumer<CodeSite> sites) {
    OptionalLong table = kernel.findAddress("kprobe_table");
    if (table.isEmpty()) {
      return;
    }
    Memory memory = kernel.memory();
    Field link = kernel.field("kprobe", "hlist");
    Field address = kernel.field("kprobe", "addr");
    Field flags = kernel.field("kprobe", "flags");
    for (int i = 0; i < BUCKETS; i++) {
      for (long node : ListHead.walkHlist(memory, table.getAsLong() + 8L * i).nodes()) {
        long probe = node - link.offset();
        long at = address.get(memory, probe);
        String state = state(flags.get(memory, probe));
        sites.accept(new CodeSite(at, Kind.KPROBE, CodeSites.function(kernel, at), state));
      }
    }
  }

  private static String state(long flags) {
    if ((flags & DISABLED) != 0) {
      return "off";
    }
    return (flags & FTRACE) != 0
        ? "on, by ftrace"
        : (flags & OPTIMIZED) != 0 ? "on, by a jump" : "on";
  }
}
