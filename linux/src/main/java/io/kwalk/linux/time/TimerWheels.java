package io.kwalk.linux.time;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The timer wheels of a kernel (kernel/time/timer.c, since 4.8). */
public final class TimerWheels {
  private final Kernel kernel;
  private final Memory memory;
  private final long size;
  private final Field vectors;
  private final Field entry;
  private final Field expires;
  private final Field function;
  private final List<String> names;

  private TimerWheels(Kernel kernel) {
    this.kernel = kernel;
    memory = kernel.memory();
    size = kernel.struct("timer_base").size();
    vectors = kernel.field("timer_base", "vectors");
    entry = kernel.field("timer_list", "entry");
    expires = kernel.field("timer_list", "expires");
    function = kernel.field("timer_list", "function");
    // The pull model (6.9, 7ee988770326) made two of the standard base.
    names =
        kernel.findAddress("timer_expire_remote").isPresent()
            ? List.of("LOCAL", "GLOBAL", "DEF")
            : List.of("STD", "DEF");
  }

  /**
   * The wheels of {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if it has no such types
   */
  public static TimerWheels of(Kernel kernel) {
    return kernel.part(TimerWheels.class, TimerWheels::new);
  }

  /**
   * The wheels of one processor.
   *
   * @throws MemoryFault if their place cannot be read
   */
  public List<WheelBase> read(int cpu) {
    long base = kernel.perCpu().address("timer_bases", cpu);
    List<WheelBase> bases = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      bases.add(base(cpu, names.get(i), base + i * size));
    }
    return bases;
  }

  private WheelBase base(int cpu, String name, long address) {
    List<WheelBase.Timer> timers = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    for (long offset = 0; offset + 8 <= vectors.size(); offset += 8) {
      ListWalk walk = ListHead.walkHlist(memory, vectors.addressIn(address) + offset);
      walk.trouble().ifPresent(troubles::add);
      for (long node : walk.nodes()) {
        long timer = node - entry.offset();
        try {
          timers.add(
              new WheelBase.Timer(timer, expires.get(memory, timer), function.get(memory, timer)));
        } catch (MemoryFault fault) {
          troubles.add(String.valueOf(fault.getMessage()));
        }
      }
    }
    timers.sort(Comparator.comparingLong(WheelBase.Timer::expires));
    return new WheelBase(cpu, name, address, timers, troubles);
  }

  /**
   * The ticks since boot, from INITIAL_JIFFIES on.
   *
   * @throws MemoryFault if they cannot be read
   */
  public long jiffies() {
    return kernel.word("jiffies_64");
  }
}
