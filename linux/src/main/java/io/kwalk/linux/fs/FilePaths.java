package io.kwalk.linux.fs;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;

/** Paths of open files: names of dentries up to the root of their mount, mount after mount. */
public final class FilePaths {
  /** PATH_MAX is 4096 bytes: no path has more parts. */
  private static final int MAX_PARTS = 4096;

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

  private String path(long dentry, long mount) {
    Memory memory = kernel.memory();
    StringBuilder path = new StringBuilder();
    long at = dentry;
    for (int part = 0; part < MAX_PARTS; part++) {
      try {
        long above = parent.get(memory, at);
        if (at == mountRoot.get(memory, mount) || above == at) {
          long outer = mountParent.get(memory, mount);
          if (outer == mount || outer == 0 || at != mountRoot.get(memory, mount)) {
            break;
          }
          at = mountPoint.get(memory, mount);
          mount = outer;
          continue;
        }
        path.insert(0, "/" + memory.cString(name.get(memory, at), MAX_NAME));
        at = above;
      } catch (MemoryFault _) {
        return "?" + path;
      }
    }
    return path.isEmpty() ? "/" : path.toString();
  }
}
