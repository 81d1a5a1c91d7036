package io.kwalk.linux.device;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole disk.
 *
 * @param address of the gendisk
 * @param queue address of its request_queue
 * @param requests that its driver works on
 */
public record Disk(int major, long address, String name, long queue, DiskRequests requests) {
  /** BD_PARTNO, in block_device.__bd_flags since 6.10. */
  private static final long PARTITION = 0xff;

  /**
   * All disks of the class "block", in the kernel's order, without partitions.
   *
   * @param troubles receives what could not be walked or read, in words
   */
  public static List<Disk> all(Kernel kernel, List<String> troubles) {
    Memory memory = kernel.memory();
    List<Disk> disks = new ArrayList<>();
    long subsystem = subsystem(kernel, troubles);
    if (subsystem == 0) {
      return disks;
    }
    Field link = kernel.field("device_private", "knode_class.n_node");
    Field device = kernel.field("device_private", "device");
    ListWalk walk =
        ListHead.walk(
            memory, kernel.field("subsys_private", "klist_devices.k_list").addressIn(subsystem));
    walk.trouble().ifPresent(troubles::add);
    for (long node : walk.nodes()) {
      try {
        long disk = gendisk(kernel, device.get(memory, node - link.offset()));
        if (disk != 0) {
          disks.add(read(kernel, disk, troubles));
        }
      } catch (MemoryFault fault) {
        troubles.add("block device: " + fault.getMessage());
      }
    }
    return disks;
  }

  /** The subsys_private of block_class: class.p to 6.3, since then looked for in class_kset. */
  private static long subsystem(Kernel kernel, List<String> troubles) {
    Memory memory = kernel.memory();
    long wanted = kernel.address("block_class");
    Optional<Field> pointer = kernel.findField("class", "p");
    if (pointer.isPresent()) {
      return pointer.get().get(memory, wanted);
    }
    long entry = kernel.field("subsys_private", "subsys.kobj.entry").offset();
    Field owner = kernel.field("subsys_private", "class");
    long set = kernel.word("class_kset");
    ListWalk walk = ListHead.walk(memory, kernel.field("kset", "list").addressIn(set));
    walk.trouble().ifPresent(troubles::add);
    for (long node : walk.nodes()) {
      if (owner.get(memory, node - entry) == wanted) {
        return node - entry;
      }
    }
    return 0;
  }

  /** Of the device of a whole disk its gendisk, of a partition's 0. */
  private static long gendisk(Kernel kernel, long device) {
    Memory memory = kernel.memory();
    Optional<Field> inside = kernel.findField("block_device", "bd_device");
    if (inside.isPresent()) {
      long block = device - inside.get().offset();
      Field number = kernel.field("block_device", "bd_partno", "__bd_flags");
      return (number.get(memory, block) & PARTITION) != 0
          ? 0
          : kernel.field("block_device", "bd_disk").get(memory, block);
    }
    // hd_struct, to 5.10.
    long part = device - kernel.field("hd_struct", "__dev").offset();
    return kernel.field("hd_struct", "partno").get(memory, part) != 0
        ? 0
        : part - kernel.field("gendisk", "part0").offset();
  }

  private static Disk read(Kernel kernel, long disk, List<String> troubles) {
    Memory memory = kernel.memory();
    Field name = kernel.field("gendisk", "disk_name");
    long queue = kernel.field("gendisk", "queue").get(memory, disk);
    return new Disk(
        (int) kernel.field("gendisk", "major").get(memory, disk),
        disk,
        memory.cString(name.addressIn(disk), (int) name.size()),
        queue,
        DiskRequests.of(kernel, queue, troubles));
  }
}
