package io.kwalk.linux.namespace;

/**
 * A namespace that a task is in.
 *
 * @param link the name in /proc/PID/ns: "net", "pid_for_children"
 * @param type the name in front of the number there: "net", "pid"
 * @param address of the struct, such as struct net
 * @param inode its number
 */
public record Namespace(String link, String type, long address, long inode) {}
