package io.kwalk.linux.cgroup;

/**
 * A controller, as a line of /proc/cgroups.
 *
 * @param name as hierarchies of version 1 call it: "blkio" for io
 * @param hierarchy the id of the one that it is attached to
 * @param count groups in that
 */
public record Controller(int index, String name, int hierarchy, long count, boolean enabled) {}
