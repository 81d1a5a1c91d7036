package io.kwalk.linux.device;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.PointerChain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The device numbers that drivers have registered (/proc/devices). */
public final class DeviceNumbers {
  /** CHRDEV_MAJOR_HASH_SIZE, BLKDEV_MAJOR_HASH_SIZE and the size of kobj_map. */
  private static final int BUCKETS = 255;

  /** MINORBITS. */
  private static final int MINOR_BITS = 20;

  /** Of a disk: to 5.10 bdev_map has each under its own number. */
  private static final long ANY_MINOR = -1;

  /**
   * A range of numbers.
   *
   * @param object the cdev or gendisk behind it, 0 if there is none
   * @param operations address of its file_operations or block_device_operations, 0 if none
   */
  public record DeviceNumber(int major, String name, long object, long operations) {}

  private final Kernel kernel;
  private final Memory memory;
  private final List<String> troubles;

  private DeviceNumbers(Kernel kernel, List<String> troubles) {
    this.kernel = kernel;
    this.memory = kernel.memory();
    this.troubles = troubles;
  }

  /**
   * Character devices in the order of /proc/devices: by number, also where those above 254 share a
   * bucket with small ones (since 4.14).
   *
   * @param troubles receives what could not be walked or read, in words
   */
  public static List<DeviceNumber> character(Kernel kernel, List<String> troubles) {
    return new DeviceNumbers(kernel, troubles).character();
  }

  /** Block devices, in the kernel's order; each with the first of its disks. */
  public static List<DeviceNumber> block(Kernel kernel, List<String> troubles) {
    return new DeviceNumbers(kernel, troubles).block();
  }

  private List<DeviceNumber> character() {
    List<DeviceNumber> found = new ArrayList<>();
    Field major = kernel.field("char_device_struct", "major");
    Field minor = kernel.field("char_device_struct", "baseminor");
    Field name = kernel.field("char_device_struct", "name");
    Field cdev = kernel.field("char_device_struct", "cdev");
    Field operations = kernel.field("cdev", "ops");
    chains(
        kernel.address("chrdevs"),
        kernel.field("char_device_struct", "next"),
        entry -> {
          int number = (int) major.get(memory, entry);
          long device = cdev.get(memory, entry);
          if (device == 0) {
            long wanted = (long) number << MINOR_BITS | minor.get(memory, entry);
            device = mapped("cdev_map", number, wanted);
          }
          found.add(
              new DeviceNumber(
                  number,
                  memory.cString(name.addressIn(entry), (int) name.size()),
                  device,
                  device == 0 ? 0 : operations.get(memory, device)));
        });
    found.sort(Comparator.comparingInt(DeviceNumber::major));
    return found;
  }

  private List<DeviceNumber> block() {
    List<DeviceNumber> found = new ArrayList<>();
    Field major = kernel.field("blk_major_name", "major");
    Field name = kernel.field("blk_major_name", "name");
    Field operations = kernel.field("gendisk", "fops");
    Map<Integer, Long> disks = disks();
    chains(
        kernel.address("major_names"),
        kernel.field("blk_major_name", "next"),
        entry -> {
          int number = (int) major.get(memory, entry);
          long disk =
              kernel.findAddress("bdev_map").isPresent()
                  ? mapped("bdev_map", number, ANY_MINOR)
                  : disks.getOrDefault(number, 0L);
          found.add(
              new DeviceNumber(
                  number,
                  memory.cString(name.addressIn(entry), (int) name.size()),
                  disk,
                  disk == 0 ? 0 : operations.get(memory, disk)));
        });
    return found;
  }

  /** Each entry of an array of chains. */
  private void chains(long array, Field next, LongConsumer entry) {
    for (int i = 0; i < BUCKETS; i++) {
      try {
        PointerChain.walk(
            memory,
            memory.u64(array + 8L * i),
            next.offset(),
            _ -> false,
            address -> {
              try {
                entry.accept(address);
              } catch (MemoryFault fault) {
                troubles.add("device number: " + fault.getMessage());
              }
              return true;
            });
      } catch (MemoryFault fault) {
        troubles.add("device numbers: " + fault.getMessage());
        return;
      }
    }
  }

  /** What a kobj_map has for a device number; 0 for what a driver would be loaded for. */
  private long mapped(String map, int major, long wanted) {
    if (kernel.findAddress(map).isEmpty()) {
      return 0;
    }
    Field device = kernel.field("probe", "dev");
    Field data = kernel.field("probe", "data");
    long[] found = {0};
    long bucket = memory.u64(kernel.address(map)) + 8L * (major % BUCKETS);
    PointerChain.walk(
        memory,
        memory.u64(bucket),
        kernel.field("probe", "next").offset(),
        _ -> false,
        probe -> {
          long has = device.get(memory, probe) & 0xffff_ffffL;
          if (wanted == ANY_MINOR ? has >>> MINOR_BITS == major : has == wanted) {
            found[0] = data.get(memory, probe);
          }
          return found[0] == 0;
        });
    return found[0];
  }

  /**
   * A gendisk of each major: of the block device inodes the first. The block_device names its disk
   * where it is in use.
   */
  private Map<Integer, Long> disks() {
    Map<Integer, Long> disks = new LinkedHashMap<>();
    Optional<Field> device = kernel.findField("bdev_inode", "bdev.bd_dev");
    if (device.isEmpty() || kernel.findAddress("blockdev_superblock").isEmpty()) {
      return disks;
    }
    Field disk = kernel.field("bdev_inode", "bdev.bd_disk");
    long inode = kernel.field("bdev_inode", "vfs_inode.i_sb_list").offset();
    try {
      long block = kernel.word("blockdev_superblock");
      ListWalk walk =
          ListHead.walk(memory, kernel.field("super_block", "s_inodes").addressIn(block));
      walk.trouble().ifPresent(troubles::add);
      for (long node : walk.nodes()) {
        long both = node - inode;
        long found = disk.get(memory, both);
        if (found != 0) {
          int major = (int) ((device.get().get(memory, both) & 0xffff_ffffL) >>> MINOR_BITS);
          disks.putIfAbsent(major, found);
        }
      }
    } catch (MemoryFault fault) {
      troubles.add("block devices: " + fault.getMessage());
    }
    return disks;
  }
}
