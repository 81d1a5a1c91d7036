package io.kwalk.linux.namespace;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The namespaces of tasks: struct nsproxy, and those that hang from the PID and the credentials.
 */
public final class Namespaces {
  /** A member of nsproxy. */
  private record Kind(String link, String type, String member, String struct) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("cgroup", "cgroup", "cgroup_ns", "cgroup_namespace"),
          new Kind("ipc", "ipc", "ipc_ns", "ipc_namespace"),
          new Kind("mnt", "mnt", "mnt_ns", "mnt_namespace"),
          new Kind("net", "net", "net_ns", "net"),
          new Kind("pid_for_children", "pid", "pid_ns_for_children", "pid_namespace"),
          new Kind("time", "time", "time_ns", "time_namespace"),
          new Kind("time_for_children", "time", "time_ns_for_children", "time_namespace"),
          new Kind("uts", "uts", "uts_ns", "uts_namespace"));

  private Namespaces() {}

  /**
   * Those of {@code task}, by the names of their links; of one that has exited hardly any.
   *
   * @param troubles receives what could not be read, in words
   * @throws MemoryFault if the task cannot be read
   */
  public static List<Namespace> of(Task task, List<String> troubles) {
    Kernel kernel = task.kernel();
    Memory memory = kernel.memory();
    List<Namespace> found = new ArrayList<>();
    long proxy = kernel.field("task_struct", "nsproxy").get(memory, task.address());
    for (Kind kind : KINDS) {
      Optional<Field> member = kernel.findField("nsproxy", kind.member);
      if (proxy != 0 && member.isPresent()) {
        add(
            kernel,
            found,
            troubles,
            kind.link,
            kind.type,
            kind.struct,
            member.get().get(memory, proxy));
      }
    }
    add(kernel, found, troubles, "pid", "pid", "pid_namespace", pidNamespace(task));
    long credentials = kernel.field("task_struct", "real_cred").get(memory, task.address());
    add(
        kernel,
        found,
        troubles,
        "user",
        "user",
        "user_namespace",
        kernel.field("cred", "user_ns").get(memory, credentials));
    found.sort(Comparator.comparing(Namespace::link));
    return found;
  }

  private static void add(
      Kernel kernel,
      List<Namespace> found,
      List<String> troubles,
      String link,
      String type,
      String struct,
      long at) {
    Optional<Field> inode = kernel.findField(struct, "ns.inum");
    if (at != 0 && inode.isPresent()) {
      try {
        found.add(new Namespace(link, type, at, inode.get().get(kernel.memory(), at)));
      } catch (MemoryFault fault) {
        troubles.add(link + ": " + fault.getMessage());
      }
    }
  }

  /** Of the innermost number that its struct pid has; 0 once it was reaped. */
  private static long pidNamespace(Task task) {
    Kernel kernel = task.kernel();
    Memory memory = kernel.memory();
    long pid = kernel.field("task_struct", "thread_pid").get(memory, task.address());
    if (pid == 0) {
      return 0;
    }
    long level = kernel.field("pid", "level").get(memory, pid);
    long numbers = kernel.field("pid", "numbers").addressIn(pid);
    long entry = numbers + Math.clamp(level, 0, 32) * kernel.struct("upid").size();
    return kernel.field("upid", "ns").get(memory, entry);
  }
}
