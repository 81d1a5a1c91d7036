package io.kwalk.linux.fs;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What file an address_space is of. Safe for several threads; each is read once. */
public final class MappingNames {
  private static final int MAX_NAME = 64;

  /** S_IFBLK. */
  private static final int BLOCK_DEVICE = 0x6000;

  private static final int TYPE = 0xf000;
  private static final int MINOR_BITS = 20;

  private final Kernel kernel;
  private final Map<Long, String> names = new ConcurrentHashMap<>();

  /** By super_block the vfsmount of the first mount that has it. */
  private final Map<Long, Long> mounts = new HashMap<>();

  private MappingNames(Kernel kernel) {
    this.kernel = kernel;
    for (Mounts.Mount mount : Mounts.of(kernel).initial(new ArrayList<>())) {
      mounts.putIfAbsent(mount.superBlock(), mount.vfsmount());
    }
  }

  /** Those of {@code kernel}. */
  public static MappingNames of(Kernel kernel) {
    return kernel.part(MappingNames.class, MappingNames::new);
  }

  /**
   * The path of the file, {@code block device MAJOR:MINOR}, or type and inode of a file that has no
   * name; "" where it cannot be told.
   */
  public String name(long mapping) {
    return names.computeIfAbsent(mapping, this::read);
  }

  private String read(long mapping) {
    try {
      Memory memory = kernel.memory();
      long inode = kernel.field("address_space", "host").get(memory, mapping);
      return inode == 0 ? "" : ofInode(memory, inode);
    } catch (MemoryFault | UnknownNameException _) {
      return "";
    }
  }

  private String ofInode(Memory memory, long inode) {
    if ((InodeFields.of(kernel).mode(inode) & TYPE) == BLOCK_DEVICE) {
      long device = kernel.field("inode", "i_rdev").get(memory, inode);
      long minor = device & (1L << MINOR_BITS) - 1;
      return "block device " + (device >>> MINOR_BITS) + ":" + minor;
    }
    long superBlock = kernel.field("inode", "i_sb").get(memory, inode);
    Field alias = kernel.field("dentry", "d_u.d_alias", "d_alias");
    long first = memory.u64(kernel.field("inode", "i_dentry").addressIn(inode));
    if (first == 0) {
      long type = kernel.field("super_block", "s_type").get(memory, superBlock);
      long name = kernel.field("file_system_type", "name").get(memory, type);
      long number = kernel.field("inode", "i_ino").get(memory, inode);
      return memory.cString(name, MAX_NAME) + " inode " + Long.toUnsignedString(number);
    }
    long dentry = first - alias.offset();
    Long mount = mounts.get(superBlock);
    FilePaths paths = FilePaths.of(kernel);
    String path = mount == null ? paths.within(dentry) : paths.of(mount, dentry);
    return InodeFields.of(kernel).isUnhashed(dentry) ? path + " (deleted)" : path;
  }
}
