package io.kwalk.linux.coredump;

/**
 * A note of a core file.
 *
 * @param owner "CORE" or "LINUX"
 * @param type NT_* (include/uapi/linux/elf.h)
 */
record CoreNote(String owner, int type, byte[] description) {
  static final int NT_PRSTATUS = 1;
  static final int NT_FPREGSET = 2;
  static final int NT_PRPSINFO = 3;
  static final int NT_AUXV = 6;
  static final int NT_FILE = 0x4649_4c45;
  static final int NT_SIGINFO = 0x5349_4749;
  static final int NT_PRXFPREG = 0x46e6_2b7f;
  static final int NT_X86_XSTATE = 0x202;
  static final int NT_ARM_TLS = 0x401;

  static CoreNote core(int type, byte[] description) {
    return new CoreNote("CORE", type, description);
  }

  static CoreNote linux(int type, byte[] description) {
    return new CoreNote("LINUX", type, description);
  }

  /** Sizes of name and description, type, and both padded to four bytes. */
  void write(StructWriter out) {
    out.u32(owner.length() + 1L).u32(description.length).u32(type);
    out.text(owner, owner.length() + 1).align(4);
    out.bytes(description).align(4);
  }
}
