package io.kwalk.core.image;

/**
 * One note of an ELF file or of a kdump header, or of the kernel's own copy in memory.
 *
 * @param name the owner without its NUL: "CORE", "VMCOREINFO", "QEMU"
 * @param type n_type; NT_PRSTATUS is 1
 * @param descriptor the note's bytes
 * @param offset bytes from the start of what it was read from, the file or memory, to its header
 */
public record ElfNote(String name, int type, byte[] descriptor, long offset) {
  /** NT_PRSTATUS: one processor's registers. */
  public static final int NT_PRSTATUS = 1;

  /** Whether it holds one processor's registers. */
  public boolean isPrStatus() {
    return type == NT_PRSTATUS && name.equals("CORE");
  }
}
