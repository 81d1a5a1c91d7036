package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;

/** The kernel's counters of memory management (mm/vmstat.c). */
public final class MemoryStatistics {
  /** Items of an enum of counters: a hundred or two. */
  private static final int MAX_ITEMS = 1024;

  /** A named counter. */
  public record Counter(String name, long value) {}

  private final Kernel kernel;

  private MemoryStatistics(Kernel kernel) {
    this.kernel = kernel;
  }

  public static MemoryStatistics of(Kernel kernel) {
    return new MemoryStatistics(kernel);
  }

  /** vm_zone_stat, the sums over all zones; empty if the kernel has none. */
  public List<Counter> zones() {
    return global("vm_zone_stat", "zone_stat_item", "NR_VM_ZONE_STAT_ITEMS");
  }

  /** vm_node_stat, the sums over all nodes. */
  public List<Counter> nodes() {
    return global("vm_node_stat", "node_stat_item", "NR_VM_NODE_STAT_ITEMS");
  }

  /** vm_numa_stat, before 5.14. */
  public List<Counter> numa() {
    return global("vm_numa_stat", "numa_stat_item", "NR_VM_NUMA_STAT_ITEMS");
  }

  /**
   * vm_numa_event, since 5.14 (f19298b9516c): what is folded together, and what each processor has
   * counted of each zone since; empty before.
   */
  public List<Counter> numaEvents(List<String> troubles) {
    if (kernel.findAddress("vm_numa_event").isEmpty()) {
      return List.of();
    }
    List<Counter> folded = global("vm_numa_event", "numa_stat_item", "NR_VM_NUMA_EVENT_ITEMS");
    long[] sums = folded.stream().mapToLong(Counter::value).toArray();
    Field ofZone = kernel.field("zone", "per_cpu_zonestats");
    Field table = kernel.field("per_cpu_zonestat", "vm_numa_event");
    Memory memory = kernel.memory();
    for (MemoryNode node : MemoryNodes.of(kernel).all(troubles)) {
      for (MemoryZone zone : node.zones()) {
        try {
          long areas = ofZone.get(memory, zone.address());
          for (int cpu : kernel.perCpu().possible().toArray()) {
            long address = table.addressIn(areas + kernel.perCpu().offset(cpu));
            List<Long> words = MemoryNodes.words(memory, address, sums.length);
            for (int i = 0; i < sums.length; i++) {
              sums[i] += words.get(i);
            }
          }
        } catch (MemoryFault fault) {
          troubles.add(fault.getMessage());
        }
      }
    }
    List<Counter> counters = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      counters.add(new Counter(folded.get(i).name(), sums[i]));
    }
    return counters;
  }

  /** The counter {@code item} of the nodes, 0 if this kernel has none of that name. */
  public long node(String item) {
    OptionalLong table = kernel.findAddress("vm_node_stat");
    OptionalLong index = kernel.imageTypes().enumerator(item);
    return table.isEmpty() || index.isEmpty()
        ? 0
        : kernel.memory().u64(table.getAsLong() + 8 * index.getAsLong());
  }

  /** vm_event_states of all processors, summed. */
  public List<Counter> events(List<String> troubles) {
    List<String> names = names("vm_event_item", "NR_VM_EVENT_ITEMS");
    OptionalLong table = kernel.findAddress("vm_event_states");
    List<Counter> counters = new ArrayList<>();
    if (table.isEmpty() || names.isEmpty()) {
      return counters;
    }
    long[] sums = new long[names.size()];
    PrimitiveIterator.OfInt cpus = kernel.perCpu().possible().iterator();
    while (cpus.hasNext()) {
      int cpu = cpus.nextInt();
      try {
        long address = table.getAsLong() + kernel.perCpu().offset(cpu);
        List<Long> words = MemoryNodes.words(kernel.memory(), address, sums.length);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += words.get(i);
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    for (int i = 0; i < sums.length; i++) {
      counters.add(new Counter(names.get(i), sums[i]));
    }
    return counters;
  }

  private List<Counter> global(String symbol, String enumeration, String end) {
    OptionalLong table = kernel.findAddress(symbol);
    List<Counter> counters = new ArrayList<>();
    if (table.isPresent()) {
      Memory memory = kernel.memory();
      List<String> names = names(enumeration, end);
      List<Long> values = MemoryNodes.words(memory, table.getAsLong(), names.size());
      for (int i = 0; i < names.size(); i++) {
        counters.add(new Counter(names.get(i), values.get(i)));
      }
    }
    return counters;
  }

  /** The names of a zone's counters, by index. */
  public List<String> zoneNames() {
    return names("zone_stat_item", "NR_VM_ZONE_STAT_ITEMS");
  }

  /** The enumerators below {@code end}; of several of one value the last. */
  private List<String> names(String enumeration, String end) {
    Optional<EnumType> type = kernel.imageTypes().enumeration(enumeration);
    OptionalLong count = kernel.imageTypes().enumerator(end);
    if (type.isEmpty() || count.isEmpty()) {
      throw new UnknownNameException(UnknownNameException.Kind.TYPE, "enum " + enumeration);
    }
    List<String> names = new ArrayList<>();
    for (EnumType.Enumerator enumerator : type.get().enumerators()) {
      long value = enumerator.value();
      if (value == names.size() && value < Math.min(MAX_ITEMS, count.getAsLong())) {
        names.add(enumerator.name());
      } else if (value == names.size() - 1 && value >= 0) {
        // NR_ZONE_LRU_BASE = NR_ZONE_INACTIVE_ANON: the item's own name comes behind the base's.
        names.set((int) value, enumerator.name());
      }
    }
    return names;
  }
}
