package io.kwalk.linux.ipc;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.XArray;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An IPC namespace: a handle on a struct ipc_namespace (include/linux/ipc_namespace.h). */
public record IpcNamespace(Kernel kernel, long address) {
  /** The kinds of objects, in the order of ipc_namespace.ids (ipc/util.h). */
  public enum Kind {
    /** Sets of semaphores. */
    SEMAPHORES,
    /** Message queues. */
    MESSAGES,
    /** Shared memory. */
    SHARED_MEMORY
  }

  /**
   * The first one.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has none
   */
  public static IpcNamespace initial(Kernel kernel) {
    return new IpcNamespace(kernel, kernel.address("init_ipc_ns"));
  }

  /**
   * A task's; empty once it has exited.
   *
   * @throws MemoryFault if the task cannot be read
   */
  public static Optional<IpcNamespace> of(Task task) {
    Kernel kernel = task.kernel();
    long proxy = kernel.field("task_struct", "nsproxy").get(kernel.memory(), task.address());
    long at = proxy == 0 ? 0 : kernel.field("nsproxy", "ipc_ns").get(kernel.memory(), proxy);
    return at == 0 ? Optional.empty() : Optional.of(new IpcNamespace(kernel, at));
  }

  /**
   * The objects of one kind, by place in the kernel's table; adds to {@code troubles} what cannot
   * be read.
   */
  public List<IpcObject> objects(Kind kind, List<String> troubles) {
    long ids =
        kernel.field("ipc_namespace", "ids").addressIn(address)
            + kind.ordinal() * kernel.struct("ipc_ids").size();
    long array = kernel.field("ipc_ids", "ipcs_idr.idr_rt").addressIn(ids);
    List<IpcObject> found = new ArrayList<>();
    troubles.addAll(
        XArray.of(kernel)
            .visit(
                array,
                (_, permission) -> {
                  try {
                    found.add(object(kind, permission));
                  } catch (MemoryFault fault) {
                    troubles.add(String.valueOf(fault.getMessage()));
                  }
                }));
    return found;
  }

  private long get(String struct, String member, long at) {
    return kernel.field(struct, member).get(kernel.memory(), at);
  }

  private IpcObject object(Kind kind, long permission) {
    long at =
        switch (kind) {
          case SEMAPHORES -> permission - kernel.field("sem_array", "sem_perm").offset();
          case MESSAGES -> permission - kernel.field("msg_queue", "q_perm").offset();
          case SHARED_MEMORY -> permission - kernel.field("shmid_kernel", "shm_perm").offset();
        };
    IpcObject.Details details =
        switch (kind) {
          case SEMAPHORES -> new IpcObject.Semaphores(get("sem_array", "sem_nsems", at));
          case MESSAGES ->
              new IpcObject.Messages(
                  get("msg_queue", "q_cbytes", at), get("msg_queue", "q_qnum", at));
          case SHARED_MEMORY -> memory(at);
        };
    return new IpcObject(
        at,
        get("kern_ipc_perm", "key", permission) & 0xffff_ffffL,
        get("kern_ipc_perm", "id", permission),
        get("kern_ipc_perm", "uid.val", permission),
        get("kern_ipc_perm", "mode", permission),
        details);
  }

  private IpcObject.SharedMemory memory(long at) {
    Memory memory = kernel.memory();
    long bytes = get("shmid_kernel", "shm_segsz", at);
    long attached = get("shmid_kernel", "shm_nattch", at);
    try {
      long file = get("shmid_kernel", "shm_file", at);
      long inode = get("file", "f_inode", file);
      long mapping = get("inode", "i_mapping", inode);
      long resident = get("address_space", "nrpages", mapping);
      Optional<Field> swapped = kernel.findField("shmem_inode_info", "swapped");
      Optional<Field> inside = kernel.findField("shmem_inode_info", "vfs_inode");
      long out =
          swapped.isPresent() && inside.isPresent()
              ? swapped.get().get(memory, inode - inside.get().offset())
              : 0;
      return new IpcObject.SharedMemory(bytes, attached, inode, resident, out);
    } catch (MemoryFault _) {
      return new IpcObject.SharedMemory(bytes, attached, 0, 0, 0);
    }
  }
}
