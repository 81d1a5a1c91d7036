package io.kwalk.linux.time;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.RbNodes;
import io.kwalk.linux.system.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The high-resolution timers of a kernel (include/linux/hrtimer.h). */
public final class HighResolutionTimers {
  private static final String[] CLOCKS = {
    "ktime_get", "ktime_get_real", "ktime_get_boottime", "ktime_get_clocktai"
  };

  private final Kernel kernel;
  private final Memory memory;
  private final Field bases;
  private final long baseSize;
  private final Field active;
  private final Field node;
  private final Field offset;
  private final Field expires;
  private final Field softExpires;
  private final Field function;
  private final Optional<Field> getTime;

  private HighResolutionTimers(Kernel kernel) {
    this.kernel = kernel;
    memory = kernel.memory();
    bases = kernel.field("hrtimer_cpu_base", "clock_base");
    baseSize = kernel.struct("hrtimer_clock_base").size();
    active = kernel.field("hrtimer_clock_base", "active");
    node = kernel.field("hrtimer", "node");
    offset = kernel.field("hrtimer_clock_base", "offset");
    expires = kernel.field("hrtimer", "node.expires");
    softExpires = kernel.field("hrtimer", "_softexpires");
    function = kernel.field("hrtimer", "function");
    // Gone in 6.18: the clock base's index tells the clock.
    getTime = kernel.findField("hrtimer_clock_base", "get_time");
  }

  /**
   * The timers of {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if it has no such types
   */
  public static HighResolutionTimers of(Kernel kernel) {
    return kernel.part(HighResolutionTimers.class, HighResolutionTimers::new);
  }

  /**
   * The clock bases of one processor.
   *
   * @throws MemoryFault if their place cannot be read
   */
  public List<HighResolutionBase> read(int cpu) {
    long processor = kernel.perCpu().address("hrtimer_bases", cpu);
    List<HighResolutionBase> found = new ArrayList<>();
    for (int i = 0; (i + 1) * baseSize <= bases.size(); i++) {
      found.add(base(cpu, processor, i, bases.addressIn(processor) + i * baseSize));
    }
    return found;
  }

  private HighResolutionBase base(int cpu, long processor, int index, long address) {
    List<String> troubles = new ArrayList<>();
    List<HighResolutionBase.Timer> timers = new ArrayList<>();
    for (long entry : RbNodes.of(kernel, active.addressIn(address), troubles)) {
      long timer = entry - node.offset();
      try {
        timers.add(
            new HighResolutionBase.Timer(
                timer,
                softExpires.get(memory, timer),
                expires.get(memory, timer),
                function.get(memory, timer)));
      } catch (MemoryFault fault) {
        troubles.add(String.valueOf(fault.getMessage()));
      }
    }
    String clock = clock(index, address, troubles);
    return new HighResolutionBase(
        cpu, processor, index, address, clock, now(address, troubles), timers, troubles);
  }

  private String clock(int index, long address, List<String> troubles) {
    try {
      if (getTime.isPresent()) {
        long reader = getTime.get().get(memory, address);
        return kernel.imageSymbols().at(reader).map(symbol -> symbol.name()).orElse("");
      }
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
    }
    return CLOCKS[index % CLOCKS.length];
  }

  /** The monotonic clock at the last tick, and how far the base's clock is ahead of that. */
  private long now(long base, List<String> troubles) {
    try {
      return Clock.of(kernel).uptime() + offset.get(memory, base);
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return Clock.of(kernel).uptime();
    }
  }
}
