package io.kwalk.linux.code;

import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.CodeSite.Kind;
import io.kwalk.linux.structures.ListHead;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;

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
    Memory memory = kernel.memory();
    probes()
        .forEach(probe -> {
          long at = kernel.field("kprobe", "addr").get(memory, probe);
          String state = state(kernel.field("kprobe", "flags").get(memory, probe));
          sites.accept(new CodeSite(at, Kind.KPROBE, CodeSites.function(kernel, at), state));
        });
  }

  /** The struct kprobe of each probed address. */
  LongStream probes() {
    OptionalLong table = kernel.findAddress("kprobe_table");
    if (table.isEmpty()) {
      return LongStream.empty();
    }
    long link = kernel.field("kprobe", "hlist").offset();
    return LongStream.range(0, BUCKETS)
        .map(bucket -> table.getAsLong() + 8 * bucket)
        .flatMap(head -> LongStream.of(ListHead.walkHlist(kernel.memory(), head).nodes()))
        .map(node -> node - link);
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
