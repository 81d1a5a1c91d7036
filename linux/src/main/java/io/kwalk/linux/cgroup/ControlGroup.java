package io.kwalk.linux.cgroup;

import java.util.List;

/**
 * A control group: struct cgroup.
 *
 * @param path from the root of its hierarchy; "/" is the root
 * @param inode of its directory, which is its id
 * @param controllers that are enabled for its children
 * @param online false once it was removed
 */
public record ControlGroup(
    long address, String path, long inode, int level, List<String> controllers, boolean online) {
  public ControlGroup {
    controllers = List.copyOf(controllers);
  }
}
