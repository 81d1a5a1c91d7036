package io.kwalk.linux.fs;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;

/** Paths of open files: names of dentries up to the root of their mount, mount after mount. */
public final class FilePaths {
  /** PATH_MAX is 4096 bytes: no path has more parts. */
  private static final int MAX_PARTS = 4096;

  /** PATH_MAX: damaged names lead round in circles. */
  private static final int MAX_PATH = 4096;

  /** NAME_MAX. */
  private static final int MAX_NAME = 255;

  private final Kernel kernel;
  private final Field fileDentry;
  private final Field fileMount;
  private final Field parent;
  private final Field name;
  private final Field mountRoot;
  private final Field mountParent;
  private final Field mountPoint;
  private final long mountOffset;

  private FilePaths(Kernel kernel) {
    this.kernel = kernel;
    fileDentry = kernel.field("file", "f_path.dentry", "__f_path.dentry");
    fileMount = kernel.field("file", "f_path.mnt", "__f_path.mnt");
    parent = kernel.field("dentry", "d_parent");
    name = kernel.field("dentry", "d_name.name", "__d_name.name");
    mountRoot = kernel.field("mount", "mnt.mnt_root");
    mountParent = kernel.field("mount", "mnt_parent");
    mountPoint = kernel.field("mount", "mnt_mountpoint");
    mountOffset = kernel.field("mount", "mnt").offset();
  }

  public static FilePaths of(Kernel kernel) {
    return kernel.part(FilePaths.class, FilePaths::new);
  }

  /**
   * The path of a struct file, "" where the first name cannot be read; a part that cannot is "?".
   */
  public String ofFile(long file) {
    try {
      Memory memory = kernel.memory();
      long mount = fileMount.get(memory, file) - mountOffset;
      return path(fileDentry.get(memory, file), mount);
    } catch (MemoryFault _) {
      return "";
    }
  }

  /**
   * The path that a struct path leads to: {@code dentry} below the mount whose struct vfsmount is
   * at {@code vfsmount}.
   */
  public String of(long vfsmount, long dentry) {
    return path(dentry, vfsmount - mountOffset);
  }

  /** The struct file's f_path.dentry. */
  public long dentry(long file) {
    return fileDentry.get(kernel.memory(), file);
  }

  /** The struct file's f_path.mnt. */
  public long vfsmount(long file) {
    return fileMount.get(kernel.memory(), file);
  }

  /** The path within the file system: names up to its root. */
  public String within(long dentry) {
    return path(dentry, 0);
  }

  private String path(long dentry, long mount) {
    Memory memory = kernel.memory();
    StringBuilder path = new StringBuilder();
    long at = dentry;
    for (int part = 0; part < MAX_PARTS; part++) {
      try {
        if (mount != 0 && at == mountRoot.get(memory, mount)) {
          long outer = mountParent.get(memory, mount);
          if (outer == mount || outer == 0) {
            break;
          }
          at = mountPoint.get(memory, mount);
          mount = outer;
          continue;
        }
        long above = parent.get(memory, at);
        String step = memory.cString(name.get(memory, at), MAX_NAME);
        if (above == at) {
          // The root of a file system, or what has no place in any: pipes, sockets, [eventpoll].
          return step.equals("/") ? path.isEmpty() ? "/" : path.toString() : step + path;
        }
        path.insert(0, "/" + step);
        at = above;
        if (path.length() > MAX_PATH) {
          return "?" + path;
        }
      } catch (MemoryFault _) {
        return "?" + path;
      }
    }
    return path.isEmpty() ? "/" : path.toString();
  }
}
