package io.kwalk.linux.ipc;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.InodeFields;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.ArrayList;
import java.util.List;

/**
 * A POSIX message queue: an inode of the namespace's mqueue file system (ipc/mqueue.c).
 *
 * @param inode address of the struct inode
 * @param name below /dev/mqueue; "" of one that was unlinked and whose name is gone
 * @param messages in it, of at most {@code maxMessages} of {@code messageSize} bytes each
 * @param bytes of the messages in it
 * @param senders tasks that wait in mq_timedsend()
 * @param receivers tasks that wait in mq_timedreceive()
 */
public record PosixQueue(
    long inode,
    String name,
    long userId,
    int mode,
    long messages,
    long maxMessages,
    long messageSize,
    long bytes,
    List<Task> senders,
    List<Task> receivers) {
  private static final int MAX_NAME = 255;

  /** Places in mqueue_inode_info.e_wait_q. */
  private static final int SEND = 0;

  private static final int RECEIVE = 1;

  /** Those of a namespace; adds to {@code troubles} what cannot be read. */
  public static List<PosixQueue> of(IpcNamespace space, List<String> troubles) {
    Kernel kernel = space.kernel();
    List<PosixQueue> queues = new ArrayList<>();
    try {
      long mount = kernel.field("ipc_namespace", "mq_mnt").get(kernel.memory(), space.address());
      if (mount == 0) {
        return queues;
      }
      long block = kernel.field("vfsmount", "mnt_sb").get(kernel.memory(), mount);
      long head = kernel.field("super_block", "s_inodes").addressIn(block);
      long link = kernel.field("inode", "i_sb_list").offset();
      ListWalk walk = ListHead.walk(kernel.memory(), head);
      walk.trouble().ifPresent(troubles::add);
      for (long node : walk.nodes()) {
        add(kernel, node - link, queues, troubles);
      }
    } catch (MemoryFault fault) {
      troubles.add("message queues: " + fault.getMessage());
    }
    return queues;
  }

  private static void add(
      Kernel kernel, long inode, List<PosixQueue> queues, List<String> troubles) {
    try {
      int mode = InodeFields.of(kernel).mode(inode);
      if (InodeFields.type(mode).equals("REG")) {
        queues.add(read(kernel, inode, mode, troubles));
      }
    } catch (MemoryFault fault) {
      troubles.add("inode " + Long.toHexString(inode) + ": " + fault.getMessage());
    }
  }

  private static PosixQueue read(Kernel kernel, long inode, int mode, List<String> troubles) {
    Memory memory = kernel.memory();
    String struct = "mqueue_inode_info";
    long info = inode - kernel.field(struct, "vfs_inode").offset();
    return new PosixQueue(
        inode,
        name(kernel, inode),
        memory.u32(kernel.field("inode", "i_uid").addressIn(inode)),
        mode,
        kernel.field(struct, "attr.mq_curmsgs").get(memory, info),
        kernel.field(struct, "attr.mq_maxmsg").get(memory, info),
        kernel.field(struct, "attr.mq_msgsize").get(memory, info),
        kernel.field(struct, "qsize").get(memory, info),
        waiters(kernel, info, SEND, troubles),
        waiters(kernel, info, RECEIVE, troubles));
  }

  private static String name(Kernel kernel, long inode) {
    Memory memory = kernel.memory();
    long alias = memory.u64(kernel.field("inode", "i_dentry.first").addressIn(inode));
    if (alias == 0) {
      return "";
    }
    Field place = kernel.field("dentry", "d_u.d_alias", "d_alias");
    long dentry = alias - place.offset();
    long name = kernel.field("dentry", "d_name.name", "__d_name.name").get(memory, dentry);
    return memory.cString(name, MAX_NAME);
  }

  private static List<Task> waiters(Kernel kernel, long info, int which, List<String> troubles) {
    Memory memory = kernel.memory();
    long head = kernel.field("mqueue_inode_info", "e_wait_q[" + which + "].list").addressIn(info);
    long link = kernel.field("ext_wait_queue", "list").offset();
    ListWalk walk = ListHead.walk(memory, head);
    walk.trouble().ifPresent(troubles::add);
    List<Task> tasks = new ArrayList<>();
    for (long node : walk.nodes()) {
      long task = kernel.field("ext_wait_queue", "task").get(memory, node - link);
      Tasks.of(kernel).at(task).ifPresent(tasks::add);
    }
    return tasks;
  }
}
