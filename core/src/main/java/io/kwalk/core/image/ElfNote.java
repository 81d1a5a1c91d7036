package io.kwalk.core.image;

/**
 * One note of an ELF file or of a kdump header.
 *
 * @param name the owner without its NUL: "CORE", "VMCOREINFO", "QEMU"
 * @param type n_type; NT_PRSTATUS is 1
 * @param descriptor the note's bytes
 */
public record ElfNote(String name, int type, byte[] descriptor) {
  /** NT_PRSTATUS: one processor's registers. */
  public static final int NT_PRSTATUS = 1;
}
