package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who a task is and what it may do: struct cred, as /proc/PID/status shows it.
 *
 * @param address of the cred
 * @param user real, effective, saved and file system's user id, in the first user namespace
 * @param group the same of the group
 * @param groups supplementary ones
 * @param inheritable capabilities, a bit each; so are the others
 * @param securebits SECBIT_* bits
 * @param noNewPrivileges whether execve() gives nothing (PR_SET_NO_NEW_PRIVS)
 * @param seccomp 0 none, 1 strict, 2 filters; -1 where the kernel has none
 */
public record Credentials(
    long address,
    List<Long> user,
    List<Long> group,
    List<Long> groups,
    long inheritable,
    long permitted,
    long effective,
    long bounding,
    long ambient,
    long securebits,
    boolean noNewPrivileges,
    int seccomp) {
  /** NGROUPS_MAX. */
  private static final int MAX_GROUPS = 65_536;

  /** Bits of task_struct.atomic_flags: PFA_NO_NEW_PRIVS. */
  private static final long NO_NEW_PRIVILEGES = 1;

  /** By bit (include/uapi/linux/capability.h). */
  private static final List<String> CAPABILITIES =
      List.of(
          "chown",
          "dac_override",
          "dac_read_search",
          "fowner",
          "fsetid",
          "kill",
          "setgid",
          "setuid",
          "setpcap",
          "linux_immutable",
          "net_bind_service",
          "net_broadcast",
          "net_admin",
          "net_raw",
          "ipc_lock",
          "ipc_owner",
          "sys_module",
          "sys_rawio",
          "sys_chroot",
          "sys_ptrace",
          "sys_pacct",
          "sys_admin",
          "sys_boot",
          "sys_nice",
          "sys_resource",
          "sys_time",
          "sys_tty_config",
          "mknod",
          "lease",
          "audit_write",
          "audit_control",
          "setfcap",
          "mac_override",
          "mac_admin",
          "syslog",
          "wake_alarm",
          "block_suspend",
          "audit_read",
          "perfmon",
          "bpf",
          "checkpoint_restore");

  /**
   * Those that others see of {@code task} (real_cred).
   *
   * @throws io.kwalk.core.memory.MemoryFault if they cannot be read
   */
  public static Credentials of(Task task) {
    Kernel kernel = task.kernel();
    Memory memory = kernel.memory();
    long cred = kernel.field("task_struct", "real_cred").get(memory, task.address());
    long atomic = kernel.field("task_struct", "atomic_flags").get(memory, task.address());
    Optional<Field> seccomp = kernel.findField("task_struct", "seccomp.mode");
    return new Credentials(
        cred,
        ids(kernel, cred, "uid", "euid", "suid", "fsuid"),
        ids(kernel, cred, "gid", "egid", "sgid", "fsgid"),
        groups(kernel, cred),
        capabilities(kernel, cred, "cap_inheritable"),
        capabilities(kernel, cred, "cap_permitted"),
        capabilities(kernel, cred, "cap_effective"),
        capabilities(kernel, cred, "cap_bset"),
        capabilities(kernel, cred, "cap_ambient"),
        kernel.field("cred", "securebits").get(memory, cred),
        (atomic & NO_NEW_PRIVILEGES) != 0,
        seccomp.isPresent() ? (int) seccomp.get().get(memory, task.address()) : -1);
  }

  private static List<Long> ids(Kernel kernel, long cred, String... members) {
    List<Long> ids = new ArrayList<>();
    for (String member : members) {
      ids.add(kernel.memory().u32(kernel.field("cred", member).addressIn(cred)));
    }
    return ids;
  }

  private static List<Long> groups(Kernel kernel, long cred) {
    Memory memory = kernel.memory();
    long info = kernel.field("cred", "group_info").get(memory, cred);
    List<Long> groups = new ArrayList<>();
    if (info != 0) {
      long count = kernel.field("group_info", "ngroups").get(memory, info);
      long first = kernel.field("group_info", "gid").addressIn(info);
      for (int i = 0; i < Math.clamp(count, 0, MAX_GROUPS); i++) {
        groups.add(memory.u32(first + 4L * i));
      }
    }
    return groups;
  }

  /** A 64-bit number since 6.3 (f122a08b197d), two of 32 bits before, the low one first. */
  private static long capabilities(Kernel kernel, long cred, String member) {
    Optional<Field> whole = kernel.findField("cred", member + ".val");
    if (whole.isPresent()) {
      return whole.get().get(kernel.memory(), cred);
    }
    long at = kernel.field("cred", member).addressIn(cred);
    return kernel.memory().u32(at) | kernel.memory().u32(at + 4) << 32;
  }

  /** The names of capabilities, without cap_; a number for those that have none yet. */
  public static List<String> names(long capabilities) {
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < Long.SIZE; bit++) {
      if ((capabilities >>> bit & 1) != 0) {
        names.add(bit < CAPABILITIES.size() ? CAPABILITIES.get(bit) : Integer.toString(bit));
      }
    }
    return names;
  }

  /** Whether {@code capabilities} are all that there are. */
  public static boolean isAll(long capabilities) {
    long all = (1L << CAPABILITIES.size()) - 1;
    return (capabilities & all) == all;
  }
}
