package io.kwalk.linux.bpf;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A map: a handle on a struct bpf_map (include/linux/bpf.h). */
public record BpfMap(Kernel kernel, long address) {
  /** Those that keep a value a processor. */
  private static final Set<String> PER_PROCESSOR =
      Set.of(
          "PERCPU_HASH",
          "LRU_PERCPU_HASH",
          "PERCPU_ARRAY",
          "PERCPU_CGROUP_STORAGE",
          "PERCPU_CGROUP_STORAGE_DEPRECATED");

  /** Those whose values are IDs of 4 bytes to user space (IS_FD_MAP). */
  private static final Set<String> OF_DESCRIPTORS =
      Set.of("PROG_ARRAY", "PERF_EVENT_ARRAY", "CGROUP_ARRAY", "ARRAY_OF_MAPS", "HASH_OF_MAPS");

  private Layout layout() {
    return kernel.part(Layout.class, Layout::new);
  }

  private Memory memory() {
    return kernel.memory();
  }

  private long get(Field field) {
    return field.get(memory(), address);
  }

  public long id() {
    return get(layout().id);
  }

  /** "HASH", "PERCPU_ARRAY": the enum's constant without BPF_MAP_TYPE_. */
  public String type() {
    return BpfObjects.constant(kernel, "bpf_map_type", "BPF_MAP_TYPE_", get(layout().type));
  }

  /** BPF_F_* it was made with. */
  public long flags() {
    return get(layout().flags);
  }

  /** Bytes of a key. */
  public long keySize() {
    return get(layout().keySize);
  }

  /** Bytes of a value, of one processor. */
  public long valueSize() {
    return get(layout().valueSize);
  }

  public long maxEntries() {
    return get(layout().maxEntries);
  }

  public String name() {
    Field name = layout().name;
    return memory().cString(name.addressIn(address), (int) Math.min(name.size(), 64));
  }

  /**
   * Bytes of memory: what was charged for it to 5.10, since then the kernel's own estimate of keys
   * and values without the map's administration (bpf_map_memory_footprint, 5.11 to 6.3).
   */
  public long memoryBytes() {
    long page = kernel.pageTables().pageSize();
    Optional<Field> charged = layout().chargedPages;
    if (charged.isPresent()) {
      return get(charged.get()) * page;
    }
    String type = type();
    long value = valueSize();
    if (PER_PROCESSOR.contains(type)) {
      value = roundUp(value, 8) * kernel.perCpu().possible().count();
    } else if (OF_DESCRIPTORS.contains(type)) {
      value = 4;
    }
    return roundUp(maxEntries() * roundUp(keySize() + value, 8), page);
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }

  /** Who made it: only kernels to 5.10 keep that. */
  public OptionalLong userId() {
    Optional<Field> user = layout().user;
    if (user.isEmpty() || get(user.get()) == 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        kernel.field("user_struct", "uid.val").get(memory(), get(user.get())) & 0xffff_ffffL);
  }

  /**
   * Where an array's values begin, which programs may name directly; empty of other maps. Their sum
   * is what a program may reach.
   */
  public OptionalLong directValues() {
    return type().equals("ARRAY")
        ? OptionalLong.of(kernel.field("bpf_array", "value").addressIn(address))
        : OptionalLong.empty();
  }

  private static final class Layout {
    final Field id;
    final Field type;
    final Field flags;
    final Field keySize;
    final Field valueSize;
    final Field maxEntries;
    final Field name;
    final Optional<Field> chargedPages;
    final Optional<Field> user;

    Layout(Kernel kernel) {
      id = kernel.field("bpf_map", "id");
      type = kernel.field("bpf_map", "map_type");
      flags = kernel.field("bpf_map", "map_flags");
      keySize = kernel.field("bpf_map", "key_size");
      valueSize = kernel.field("bpf_map", "value_size");
      maxEntries = kernel.field("bpf_map", "max_entries");
      name = kernel.field("bpf_map", "name");
      // struct bpf_map_memory went in 5.11 (80ee81e0403c).
      chargedPages = kernel.findField("bpf_map", "memory.pages");
      user = kernel.findField("bpf_map", "memory.user");
    }
  }
}
