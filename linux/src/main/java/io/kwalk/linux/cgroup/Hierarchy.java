package io.kwalk.linux.cgroup;

import java.util.List;

/**
 * A hierarchy of control groups: struct cgroup_root.
 *
 * @param id 0 for the one of version 2
 * @param controllers names of those attached
 * @param name of a hierarchy without controllers, such as "systemd"
 * @param count groups that the kernel counts in it, the root included
 */
public record Hierarchy(
    long address, int id, List<String> controllers, String name, long count, ControlGroup root) {
  public Hierarchy {
    controllers = List.copyOf(controllers);
  }
}
