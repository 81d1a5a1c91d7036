package io.kwalk.linux.slab;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.object.UnknownNameException.Kind;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.cgroup.ControlGroups;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory control groups that pay for objects: a vector beside each slab that has such objects
 * names the struct obj_cgroup of each (mm/memcontrol.c, mm/slab.h; CONFIG_MEMCG, since 5.9).
 */
public final class ObjectGroups {
  private static final int POINTER = 8;

  private final Kernel kernel;
  private final ControlGroups groups;
  private final Field vector;
  private final long flags;
  private final long entrySize;
  private final long entryGroup;
  private final Optional<Field> stride;
  private final Optional<Field> inObject;
  private final Field memcg;
  private final Field cgroup;
  private final Map<Long, String> paths = new ConcurrentHashMap<>();

  private ObjectGroups(Kernel kernel) {
    this.kernel = kernel;
    groups = ControlGroups.of(kernel);
    vector = vector(kernel);
    flags = flags(kernel);
    // An entry was the pointer alone until 6.10 (21c690a349ba).
    Optional<Field> group = kernel.findField("slabobj_ext", "objcg", "_objcg");
    entrySize = group.isEmpty() ? POINTER : kernel.struct("slabobj_ext").size();
    entryGroup = group.map(Field::offset).orElse(0L);
    // Since 7.0 the vector may lie within the objects, one entry behind each.
    stride = kernel.findField("slab", "stride");
    inObject = kernel.findField("slab", "obj_exts_in_object");
    memcg = kernel.field("obj_cgroup", "memcg");
    cgroup = kernel.field("mem_cgroup", "css.cgroup");
  }

  /**
   * Those of {@code kernel}.
   *
   * @throws UnknownNameException if it does not account objects to groups
   */
  public static ObjectGroups of(Kernel kernel) {
    return kernel.part(ObjectGroups.class, ObjectGroups::new);
  }

  /** slab.obj_exts since 6.10, memcg_data since 5.11, page.obj_cgroups before. */
  private static Field vector(Kernel kernel) {
    return kernel
        .findField("slab", "obj_exts", "memcg_data")
        .or(() -> kernel.findField("page", "memcg_data", "obj_cgroups"))
        .orElseThrow(() -> new UnknownNameException(Kind.MEMBER, "slab.obj_exts"));
  }

  /**
   * The low bits that are no part of the vector's address; 5.10 has one (page_has_obj_cgroups()).
   */
  private static long flags(Kernel kernel) {
    Types types = kernel.imageTypes();
    OptionalLong known = types.enumerator("__NR_OBJEXTS_FLAGS");
    return (known.isPresent() ? known : types.enumerator("__NR_MEMCG_DATA_FLAGS")).orElse(2) - 1;
  }

  /** Path of the group that pays for the object of that number; empty if none does. */
  public Optional<String> path(Slab slab, int object) {
    try {
      OptionalLong group = group(slab, object);
      return group.isEmpty() ? Optional.empty() : Optional.of(path(group.getAsLong()));
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  private OptionalLong group(Slab slab, int object) {
    Memory memory = kernel.memory();
    long entries = vector.get(memory, slab.address()) & -flags - 1;
    if (entries >= 0) {
      return OptionalLong.empty();
    }
    long group = memory.u64(entries + object * step(slab) + entryGroup);
    long owner = group >= 0 ? 0 : memcg.get(memory, group);
    return owner >= 0 ? OptionalLong.empty() : OptionalLong.of(cgroup.get(memory, owner));
  }

  private long step(Slab slab) {
    Memory memory = kernel.memory();
    if (stride.isPresent()) {
      return stride.get().get(memory, slab.address());
    }
    boolean within = inObject.isPresent() && inObject.get().get(memory, slab.address()) != 0;
    return within ? slab.cache().size() : entrySize;
  }

  private String path(long address) {
    String known = paths.get(address);
    if (known == null) {
      known = groups.group(address).path();
      paths.put(address, known);
    }
    return known;
  }
}
