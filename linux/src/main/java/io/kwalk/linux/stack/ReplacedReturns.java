package io.kwalk.linux.stack;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.ReturnAddresses;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The return addresses of one task that kretprobes, rethooks and the function graph tracer
 * replaced. A function may have several at once: what one kept is then another's trampoline. Costs
 * nothing until a trampoline's address is met on the stack.
 */
final class ReplacedReturns implements ReturnAddresses {
  /** Kretprobes of one function share a trampoline; then the graph tracer's, or the other way. */
  private static final int MAX_NESTED = 4;

  private final Kernel kernel;
  private final Task task;
  private final Trampolines trampolines;

  ReplacedReturns(Task task) {
    this.kernel = task.kernel();
    this.task = task;
    this.trampolines = kernel.part(Trampolines.class, Trampolines::new);
  }

  /** Addresses of the trampolines: the first instruction of each is what functions return to. */
  private static final class Trampolines {
    /** {@code kretprobe_trampoline} to 5.15, with underscores to 5.17, then rethook's. */
    private static final List<String> RETURN_PROBES =
        List.of("arch_rethook_trampoline", "__kretprobe_trampoline", "kretprobe_trampoline");

    final Set<Long> probes = new HashSet<>();
    final OptionalLong graph;

    Trampolines(Kernel kernel) {
      for (String name : RETURN_PROBES) {
        OptionalLong address =
            kernel
                .imageSymbols()
                .find(name)
                .map(s -> OptionalLong.of(s.address()))
                .orElse(OptionalLong.empty());
        address.ifPresent(probes::add);
      }
      graph =
          kernel
              .imageSymbols()
              .find("return_to_handler")
              .map(s -> OptionalLong.of(s.address()))
              .orElse(OptionalLong.empty());
    }

    boolean isProbe(long address) {
      return probes.contains(address);
    }

    boolean isGraph(long address) {
      return graph.isPresent() && graph.getAsLong() == address;
    }
  }

  @Override
  public long original(long address, long at) {
    long found = address;
    for (int i = 0; i < MAX_NESTED; i++) {
      OptionalLong next = behind(found, at);
      if (next.isEmpty()) {
        return found;
      }
      found = next.getAsLong();
    }
    return found;
  }

  /** What a trampoline's address replaced; empty of any other address. */
  private OptionalLong behind(long address, long at) {
    try {
      if (trampolines.isGraph(address)) {
        return new GraphReturns(kernel, task).behind(at);
      }
      if (trampolines.isProbe(address)) {
        return new ProbedReturns(kernel, task).behind(address, at);
      }
    } catch (MemoryFault | UnknownNameException _) {
      // Then the trampoline is all that can be shown.
    }
    return OptionalLong.empty();
  }
}
