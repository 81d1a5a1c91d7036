package io.kwalk.linux.fs;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.RedBlackTree;
import io.kwalk.linux.structures.TreeListener;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Mounts of a mount namespace. */
public final class Mounts {
  private static final int MAX_NAME = 4096;

  /** include/linux/fs.h. */
  private static final long FS_REQUIRES_DEV = 1;

  /**
   * A mount.
   *
   * @param address of the struct mount, {@code vfsmount} of the struct vfsmount in it
   * @param superBlock address of its super_block
   * @param type of the file system
   * @param device mnt_devname, often a device's path, else that of its block device; "" without
   * @param directory where it is mounted
   * @param directoryDentry the dentry there
   * @param root the dentry that is its root
   */
  public record Mount(
      long address,
      long vfsmount,
      long superBlock,
      String type,
      String device,
      String directory,
      long directoryDentry,
      long root) {}

  private final Kernel kernel;
  private final Field vfsmount;
  private final Field superBlock;
  private final Field root;
  private final Field mountPoint;
  private final Field device;
  private final Field type;
  private final Field typeName;

  private Mounts(Kernel kernel) {
    this.kernel = kernel;
    vfsmount = kernel.field("mount", "mnt");
    superBlock = kernel.field("mount", "mnt.mnt_sb");
    root = kernel.field("mount", "mnt.mnt_root");
    mountPoint = kernel.field("mount", "mnt_mountpoint");
    device = kernel.field("mount", "mnt_devname");
    type = kernel.field("super_block", "s_type");
    typeName = kernel.field("file_system_type", "name");
  }

  public static Mounts of(Kernel kernel) {
    return kernel.part(Mounts.class, Mounts::new);
  }

  /** The mounts that the first process sees: its namespace is the one the system started with. */
  public List<Mount> initial(List<String> troubles) {
    try {
      return ofNamespace(namespace(kernel.address("init_task")), troubles);
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
      return List.of();
    }
  }

  /** The mounts that a task sees, in the kernel's order; none for one that has exited. */
  public List<Mount> of(Task task, List<String> troubles) {
    try {
      return ofNamespace(namespace(task.address()), troubles);
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
      return List.of();
    }
  }

  /** The mnt_namespace of the task at {@code task}; 0 if it has none any more. */
  private long namespace(long task) {
    Memory memory = kernel.memory();
    long proxy = kernel.field("task_struct", "nsproxy").get(memory, task);
    return proxy == 0 ? 0 : kernel.field("nsproxy", "mnt_ns").get(memory, proxy);
  }

  private List<Mount> ofNamespace(long namespace, List<String> troubles) {
    List<Mount> found = new ArrayList<>();
    if (namespace == 0) {
      return found;
    }
    Memory memory = kernel.memory();
    // A red-black tree by mount id since 6.8 (2eea9ce4310d), a list before.
    Optional<Field> tree = kernel.findField("mnt_namespace", "mounts.rb_node");
    if (tree.isPresent()) {
      Field node = kernel.field("mount", "mnt_node", "mnt_list");
      RedBlackTree.of(kernel)
          .walkNode(
              tree.get().get(memory, namespace), true, listener(node.offset(), found, troubles));
    } else {
      long link = kernel.field("mount", "mnt_list").offset();
      ListWalk walk =
          ListHead.walk(memory, kernel.field("mnt_namespace", "list").addressIn(namespace));
      walk.trouble().ifPresent(troubles::add);
      for (long entry : walk.nodes()) {
        add(entry - link, found, troubles);
      }
    }
    return found;
  }

  private TreeListener listener(long offset, List<Mount> found, List<String> troubles) {
    return new TreeListener() {
      @Override
      public void entry(long entry, long first, long last, String position) {
        add(entry - offset, found, troubles);
      }

      @Override
      public void trouble(String message) {
        troubles.add(message);
      }
    };
  }

  /**
   * Of a mount without a name of its own ("none" of btrfs's by the mount API, 6.8) the kernel
   * prints the device that the file system lies on (super_operations.show_devname).
   */
  private String device(String name, long block) {
    Memory memory = kernel.memory();
    boolean isNamed = !name.isEmpty() && !name.equals("none");
    long flags = kernel.field("file_system_type", "fs_flags").get(memory, type.get(memory, block));
    if (isNamed || (flags & FS_REQUIRES_DEV) == 0) {
      return name;
    }
    Field id = kernel.field("super_block", "s_id");
    return "/dev/" + memory.cString(id.addressIn(block), (int) id.size());
  }

  private void add(long mount, List<Mount> found, List<String> troubles) {
    try {
      Memory memory = kernel.memory();
      long block = superBlock.get(memory, mount);
      // A cursor of somebody who reads /proc/mounts stands in the list to 6.7.
      if (block == 0) {
        return;
      }
      long fileSystem = type.get(memory, block);
      long named = device.get(memory, mount);
      long top = root.get(memory, mount);
      found.add(
          new Mount(
              /* address= */ mount,
              /* vfsmount= */ vfsmount.addressIn(mount),
              block,
              memory.cString(typeName.get(memory, fileSystem), MAX_NAME),
              device(named == 0 ? "" : memory.cString(named, MAX_NAME), block),
              FilePaths.of(kernel).of(vfsmount.addressIn(mount), top),
              mountPoint.get(memory, mount),
              top));
    } catch (MemoryFault fault) {
      troubles.add("mount at " + Long.toHexString(mount) + ": " + fault.getMessage());
    }
  }
}
