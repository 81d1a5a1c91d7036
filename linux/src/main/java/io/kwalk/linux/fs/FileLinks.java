package io.kwalk.linux.fs;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.Optional;

/** What /proc/PID/fd/N of an open file would point to, such as {@code socket:[10444]}. */
public final class FileLinks {
  // Numbers of include/uapi/linux/magic.h.
  private static final long ANON_INODE = 0x0904_1934;
  private static final long PIPEFS = 0x5049_5045;
  private static final long SOCKFS = 0x534f_434b;
  private static final long NSFS = 0x6e73_6673;
  private static final long PIDFS = 0x5049_4446;
  private static final int MAX_NAME = 32;

  private final Kernel kernel;
  private final Field superBlock;
  private final Field magic;
  private final Field number;
  private final Optional<Field> data;
  private final Optional<Field> operations;

  private FileLinks(Kernel kernel) {
    this.kernel = kernel;
    superBlock = kernel.field("inode", "i_sb");
    magic = kernel.field("super_block", "s_magic");
    number = kernel.field("inode", "i_ino");
    data = kernel.findField("inode", "i_private");
    operations = kernel.findField("ns_common", "ops");
  }

  public static FileLinks of(Kernel kernel) {
    return kernel.part(FileLinks.class, FileLinks::new);
  }

  /** The link's text, "" where the file cannot be read; not escaped. */
  public String of(OpenFile file) {
    try {
      return file.inode() == 0 ? file.path() : link(file);
    } catch (MemoryFault _) {
      return file.path();
    }
  }

  /** The same of the struct file at {@code file}, such as a mapped one. */
  public String of(long file) {
    try {
      long dentry = FilePaths.of(kernel).dentry(file);
      InodeFields inodes = InodeFields.of(kernel);
      long inode = inodes.inode(dentry);
      String path = FilePaths.of(kernel).ofFile(file);
      return of(new OpenFile(-1, file, dentry, inode, 0, path, inodes.isUnhashed(dentry)));
    } catch (MemoryFault _) {
      return "";
    }
  }

  private String link(OpenFile file) {
    Memory memory = kernel.memory();
    long kind = magic.get(memory, superBlock.get(memory, file.inode()));
    String place = ":[" + Long.toUnsignedString(number.get(memory, file.inode())) + "]";
    if (kind == SOCKFS) {
      return "socket" + place;
    }
    if (kind == PIPEFS) {
      return "pipe" + place;
    }
    if (kind == NSFS) {
      return namespace(file.inode()) + place;
    }
    if (kind == ANON_INODE) {
      return "anon_inode:" + file.path();
    }
    if (kind == PIDFS) {
      return "anon_inode:[pidfd]";
    }
    // What was never in a directory, such as a memfd, has a name without a slash here.
    boolean placed = file.path().startsWith("/") || file.path().isEmpty();
    return (placed ? "" : "/") + file.path() + (file.deleted() ? " (deleted)" : "");
  }

  /** The inode's private pointer is its ns_common: whose operations have a name. */
  private String namespace(long inode) {
    if (data.isEmpty() || operations.isEmpty()) {
      return "ns";
    }
    Memory memory = kernel.memory();
    long common = data.get().get(memory, inode);
    long table = operations.get().get(memory, common);
    long name = kernel.field("proc_ns_operations", "name").get(memory, table);
    return memory.cString(name, MAX_NAME);
  }
}
