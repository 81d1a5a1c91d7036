package io.kwalk.linux.fs;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that a process has open, its root and its working directory. */
public final class ProcessFiles {
  /** sysctl fs.nr_open is 2^20 by default; a damaged fdtable may say anything. */
  private static final long MAX_FILES = 1 << 22;

  private static final int CHUNK = 512;

  /**
   * Where a process stands in the file system.
   *
   * @param root path of its root directory; {@code rootDentry} and {@code rootInode} its structs
   * @param directory path of its working directory
   */
  public record Place(
      String root,
      long rootDentry,
      long rootInode,
      String directory,
      long directoryDentry,
      long directoryInode) {}

  private final Kernel kernel;
  private final Field files;
  private final Field fs;
  private final Field table;
  private final Field max;
  private final Field array;

  private ProcessFiles(Kernel kernel) {
    this.kernel = kernel;
    files = kernel.field("task_struct", "files");
    fs = kernel.field("task_struct", "fs");
    table = kernel.field("files_struct", "fdt");
    max = kernel.field("fdtable", "max_fds");
    array = kernel.field("fdtable", "fd");
  }

  public static ProcessFiles of(Kernel kernel) {
    return kernel.part(ProcessFiles.class, ProcessFiles::new);
  }

  /**
   * Its open files by number: about ten words and a path a file. What cannot be read of a file is
   * zero and "".
   *
   * @param troubles receives what could not be read, in words
   */
  public List<OpenFile> open(Task task, List<String> troubles) {
    List<OpenFile> open = new ArrayList<>();
    Memory memory = kernel.memory();
    try {
      long struct = files.get(memory, task.address());
      if (struct == 0) {
        return open;
      }
      long fdt = table.get(memory, struct);
      long count = Math.min(max.get(memory, fdt), MAX_FILES);
      long pointers = array.get(memory, fdt);
      for (long first = 0; first < count; first += CHUNK) {
        int length = (int) Math.min(CHUNK, count - first);
        byte[] words = memory.read(pointers + 8 * first, 8 * length);
        for (int i = 0; i < length; i++) {
          long file = ByteArrays.u64(words, 8 * i, memory.byteOrder());
          if (file != 0) {
            open.add(read((int) first + i, file, troubles));
          }
        }
      }
    } catch (MemoryFault fault) {
      troubles.add("open files: " + fault.getMessage());
    }
    return open;
  }

  private OpenFile read(int descriptor, long file, List<String> troubles) {
    try {
      FilePaths paths = FilePaths.of(kernel);
      InodeFields inodes = InodeFields.of(kernel);
      long dentry = paths.dentry(file);
      long inode = inodes.inode(dentry);
      int mode = inode == 0 ? 0 : inodes.mode(inode);
      return new OpenFile(
          descriptor, file, dentry, inode, mode, paths.ofFile(file), inodes.isUnhashed(dentry));
    } catch (MemoryFault fault) {
      troubles.add("file descriptor " + descriptor + ": " + fault.getMessage());
      return new OpenFile(descriptor, file, 0, 0, 0, "", false);
    }
  }

  /**
   * Its root and working directory; empty for a task that has none any more.
   *
   * @throws MemoryFault if they cannot be read
   */
  public Optional<Place> place(Task task) {
    Memory memory = kernel.memory();
    long struct = fs.get(memory, task.address());
    if (struct == 0) {
      return Optional.empty();
    }
    long rootMount = kernel.field("fs_struct", "root.mnt").get(memory, struct);
    long root = kernel.field("fs_struct", "root.dentry").get(memory, struct);
    long workingMount = kernel.field("fs_struct", "pwd.mnt").get(memory, struct);
    long working = kernel.field("fs_struct", "pwd.dentry").get(memory, struct);
    FilePaths paths = FilePaths.of(kernel);
    InodeFields inodes = InodeFields.of(kernel);
    return Optional.of(
        new Place(
            paths.of(rootMount, root),
            root,
            inodes.inode(root),
            paths.of(workingMount, working),
            working,
            inodes.inode(working)));
  }
}
