package io.kwalk.linux.cgroup;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.LongSet;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The control groups of a kernel (kernel/cgroup, 5.10 to 7.3). */
public final class ControlGroups {
  /** CSS_ONLINE (include/linux/cgroup-defs.h). */
  private static final long CSS_ONLINE = 2;

  private static final int MAX_NAME = 255;
  private static final int MAX_DEPTH = 4096;
  private static final int MAX_CONTROLLERS = 64;

  private final Kernel kernel;
  private final Memory memory;
  private final Field parent;
  private final Field nodeName;
  private final long defaultRoot;
  private final List<Controller> controllers = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private final Map<Long, Map<Long, Long>> byCssSet = new HashMap<>();

  private ControlGroups(Kernel kernel) {
    this.kernel = kernel;
    memory = kernel.memory();
    // Renamed when it came under RCU in 6.15 (633488947ef6).
    parent = kernel.field("kernfs_node", "parent", "__parent");
    nodeName = kernel.field("kernfs_node", "name");
    defaultRoot = kernel.address("cgrp_dfl_root");
    readControllers();
  }

  /**
   * A walk over {@code kernel}.
   *
   * @throws UnknownNameException if it has no control groups
   */
  public static ControlGroups of(Kernel kernel) {
    return new ControlGroups(kernel);
  }

  /** What could not be read so far, in words. */
  public List<String> troubles() {
    return List.copyOf(troubles);
  }

  /** All controllers that are built in. */
  public List<Controller> controllers() {
    return List.copyOf(controllers);
  }

  private long get(String struct, long address, String... members) {
    return kernel.field(struct, members).get(memory, address);
  }

  private void readControllers() {
    long table = kernel.address("cgroup_subsys");
    long count = Math.min(MAX_CONTROLLERS, kernel.field("css_set", "subsys").size() / 8);
    OptionalLong keys = kernel.findAddress("cgroup_subsys_enabled_key");
    for (int i = 0; i < count; i++) {
      try {
        long subsystem = memory.u64(table + 8L * i);
        long root = get("cgroup_subsys", subsystem, "root");
        boolean enabled = keys.isEmpty() || isEnabled(keys.getAsLong() + 8L * i);
        controllers.add(
            new Controller(
                i,
                string(get("cgroup_subsys", subsystem, "legacy_name")),
                (int) get("cgroup_root", root, "hierarchy_id"),
                get("cgroup_root", root, "nr_cgrps.counter"),
                enabled));
      } catch (MemoryFault fault) {
        troubles.add("controller " + i + ": " + fault.getMessage());
      }
    }
  }

  private boolean isEnabled(long place) {
    long key = memory.u64(place);
    return get("static_key", key, "enabled.counter") > 0;
  }

  private String string(long address) {
    return address == 0 ? "" : memory.cString(address, MAX_NAME);
  }

  /** The hierarchies in the order of /proc/PID/cgroup: the latest first, version 2 last. */
  public List<Hierarchy> hierarchies() {
    List<Hierarchy> found = new ArrayList<>();
    long link = kernel.field("cgroup_root", "root_list").offset();
    for (long node : nodes(kernel.address("cgroup_roots"))) {
      try {
        found.add(hierarchy(node - link));
      } catch (MemoryFault fault) {
        troubles.add("cgroup_root: " + fault.getMessage());
      }
    }
    return found;
  }

  private long[] nodes(long head) {
    ListWalk walk = ListHead.walk(memory, head);
    walk.trouble().ifPresent(troubles::add);
    return walk.nodes();
  }

  private Hierarchy hierarchy(long root) {
    Field name = kernel.field("cgroup_root", "name");
    return new Hierarchy(
        root,
        (int) get("cgroup_root", root, "hierarchy_id"),
        names(get("cgroup_root", root, "subsys_mask")),
        memory.cString(name.addressIn(root), (int) name.size()),
        get("cgroup_root", root, "nr_cgrps.counter"),
        group(kernel.field("cgroup_root", "cgrp").addressIn(root)));
  }

  private List<String> names(long mask) {
    return controllers.stream()
        .filter(controller -> (mask >>> controller.index() & 1) != 0)
        .map(Controller::name)
        .toList();
  }

  /**
   * The group that the struct cgroup at {@code address} is.
   *
   * @throws MemoryFault if it cannot be read
   */
  public ControlGroup group(long address) {
    long node = get("cgroup", address, "kn");
    return new ControlGroup(
        address,
        path(node),
        get("kernfs_node", node, "id"),
        (int) get("cgroup", address, "level"),
        names(get("cgroup", address, "subtree_control")),
        (get("cgroup", address, "self.flags") & CSS_ONLINE) != 0);
  }

  private String path(long node) {
    StringBuilder path = new StringBuilder();
    long at = node;
    for (int depth = 0; at != 0 && depth < MAX_DEPTH; depth++) {
      long above = parent.get(memory, at);
      if (above != 0) {
        path.insert(0, "/" + string(nodeName.get(memory, at)));
      }
      at = above;
    }
    return path.isEmpty() ? "/" : path.toString();
  }

  /** A group and all below it, each before those below it; the youngest of siblings last. */
  public List<ControlGroup> tree(ControlGroup root) {
    List<ControlGroup> all = new ArrayList<>();
    collect(root, all, new LongSet());
    return all;
  }

  private void collect(ControlGroup group, List<ControlGroup> all, LongSet seen) {
    if (!seen.add(group.address()) || group.level() > MAX_DEPTH) {
      return;
    }
    all.add(group);
    long head = kernel.field("cgroup", "self.children").addressIn(group.address());
    long link = kernel.field("cgroup", "self.sibling").offset();
    for (long node : nodes(head)) {
      try {
        collect(group(node - link), all, seen);
      } catch (MemoryFault fault) {
        troubles.add("cgroup " + Long.toHexString(node - link) + ": " + fault.getMessage());
      }
    }
  }

  /**
   * The group that {@code task} is in.
   *
   * @throws MemoryFault if that cannot be read
   */
  public Optional<ControlGroup> of(Task task, Hierarchy hierarchy) {
    Long address = groups(task).get(hierarchy.address());
    return address == null ? Optional.empty() : Optional.of(group(address));
  }

  /** Addresses of the groups of a task by the address of their hierarchy. */
  private Map<Long, Long> groups(Task task) {
    long set = get("task_struct", task.address(), "cgroups");
    Map<Long, Long> known = byCssSet.get(set);
    if (known == null) {
      known = set == 0 ? Map.of() : ofSet(set);
      byCssSet.put(set, known);
    }
    return known;
  }

  /** A css_set has one link a hierarchy; in that of version 2 its group is named. */
  private Map<Long, Long> ofSet(long set) {
    Map<Long, Long> groups = new HashMap<>();
    long link = kernel.field("cgrp_cset_link", "cgrp_link").offset();
    for (long node : nodes(kernel.field("css_set", "cgrp_links").addressIn(set))) {
      long group = get("cgrp_cset_link", node - link, "cgrp");
      groups.put(get("cgroup", group, "root"), group);
    }
    groups.put(defaultRoot, get("css_set", set, "dfl_cgrp"));
    return groups;
  }

  /** The tasks of each group of a hierarchy, by the group's address. */
  public Map<Long, List<Task>> members(Hierarchy hierarchy) {
    Map<Long, List<Task>> members = new HashMap<>();
    for (Task task : Tasks.of(kernel).all()) {
      try {
        Long group = groups(task).get(hierarchy.address());
        if (group != null && !task.isIdle()) {
          members.computeIfAbsent(group, _ -> new ArrayList<>()).add(task);
        }
      } catch (MemoryFault fault) {
        troubles.add("task " + Long.toHexString(task.address()) + ": " + fault.getMessage());
      }
    }
    return members;
  }
}
