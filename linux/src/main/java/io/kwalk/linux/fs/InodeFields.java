package io.kwalk.linux.fs;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.linux.Kernel;

/** Members of struct inode and struct dentry that several commands show. */
public final class InodeFields {
  private final Kernel kernel;
  private final Field dentryInode;
  private final Field dentrySuperBlock;
  private final Field unhashed;
  private final Field mode;
  private final Field mapping;
  private final Field pages;

  private InodeFields(Kernel kernel) {
    this.kernel = kernel;
    dentryInode = kernel.field("dentry", "d_inode");
    dentrySuperBlock = kernel.field("dentry", "d_sb");
    unhashed = kernel.field("dentry", "d_hash.pprev");
    mode = kernel.field("inode", "i_mode");
    mapping = kernel.field("inode", "i_mapping");
    pages = kernel.field("address_space", "nrpages");
  }

  /** The members of {@code kernel}'s structs; each question reads a word or two. */
  public static InodeFields of(Kernel kernel) {
    return kernel.part(InodeFields.class, InodeFields::new);
  }

  /** The dentry's inode; 0 of a negative one. */
  public long inode(long dentry) {
    return dentryInode.get(kernel.memory(), dentry);
  }

  /** The dentry's super_block. */
  public long superBlock(long dentry) {
    return dentrySuperBlock.get(kernel.memory(), dentry);
  }

  /** d_unhashed: nobody finds it by its name. */
  public boolean isUnhashed(long dentry) {
    return unhashed.get(kernel.memory(), dentry) == 0;
  }

  /** i_mode. */
  public int mode(long inode) {
    return (int) mode.get(kernel.memory(), inode);
  }

  /** i_mapping: the address_space that its pages are in. */
  public long mapping(long inode) {
    return mapping.get(kernel.memory(), inode);
  }

  /** How many pages the address_space at {@code mapping} has. */
  public long pageCount(long mapping) {
    return pages.get(kernel.memory(), mapping);
  }

  /** S_IFMT of a mode in letters (include/uapi/linux/stat.h). */
  public static String type(int mode) {
    return switch (mode & 0xf000) {
      case 0x1000 -> "FIFO";
      case 0x2000 -> "CHR";
      case 0x4000 -> "DIR";
      case 0x6000 -> "BLK";
      case 0x8000 -> "REG";
      case 0xa000 -> "LNK";
      case 0xc000 -> "SOCK";
      default -> "UNKN";
    };
  }
}
