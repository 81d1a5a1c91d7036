package io.kwalk.linux.fs;

/**
 * An open file of a process.
 *
 * @param descriptor its number
 * @param file address of the struct file
 * @param dentry address of the struct dentry; 0 if it could not be read, as all that follows
 * @param inode address of the struct inode
 * @param mode i_mode: type and permissions
 * @param path through all mounts; without a slash where it has no place in any directory
 * @param deleted whether its name is gone from the directory
 */
public record OpenFile(
    int descriptor, long file, long dentry, long inode, int mode, String path, boolean deleted) {
  /** "REG", "DIR", "CHR", "BLK", "LNK", "FIFO", "SOCK"; "UNKN" for what has no type. */
  public String type() {
    return InodeFields.type(mode);
  }

  /** Whether it is a socket. */
  public boolean isSocket() {
    return type().equals("SOCK");
  }
}
