package io.kwalk.shell.files;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.fs.Mounts;
import io.kwalk.linux.fs.Mounts.Mount;
import java.util.ArrayList;

/** Paths of dentries whose mount is not known: through the first mount of their file system. */
final class SuperBlockPaths {
  private SuperBlockPaths() {}

  static String path(Kernel kernel, long superBlock, long dentry) {
    for (Mount mount : Mounts.of(kernel).initial(new ArrayList<>())) {
      if (mount.superBlock() == superBlock) {
        return FilePaths.of(kernel).of(mount.vfsmount(), dentry);
      }
    }
    return FilePaths.of(kernel).within(dentry);
  }
}
