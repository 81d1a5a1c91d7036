package io.kwalk.core.image.elf;

import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.Machines;
import io.kwalk.core.image.file.DumpFile;
import java.nio.ByteOrder;

/**
 * The header of an ELF64 core file (System V ABI, "ELF Header").
 *
 * @param programHeaders how many: e_phnum, or where that is PN_XNUM sh_info of the first section
 */
record ElfHeader(
    ByteOrder byteOrder,
    int machine,
    long programHeaderOffset,
    int programHeaderSize,
    long programHeaders) {
  private static final int MAGIC = 0x7f454c46;
  private static final int EI_CLASS = 4;
  private static final int ELFCLASS64 = 2;
  private static final int EI_DATA = 5;
  private static final int ELFDATA2MSB = 2;
  private static final int E_TYPE = 16;
  private static final int ET_CORE = 4;
  private static final int E_MACHINE = 18;
  private static final int E_PHOFF = 32;
  private static final int E_SHOFF = 40;
  private static final int E_PHENTSIZE = 54;
  private static final int E_PHNUM = 56;
  private static final int HEADER_BYTES = 64;
  private static final int PN_XNUM = 0xffff;
  private static final int SH_INFO = 44;
  private static final int SMALLEST_PROGRAM_HEADER = 56;

  static boolean recognises(DumpFile file) {
    return file.has(0, 4) && file.s32(0, ByteOrder.BIG_ENDIAN) == MAGIC;
  }

  static boolean isCore(DumpFile file) {
    return file.has(0, HEADER_BYTES) && file.u16(E_TYPE, byteOrder(file)) == ET_CORE;
  }

  static ElfHeader read(DumpFile file) throws DumpOpenException {
    if (!file.has(0, HEADER_BYTES)) {
      throw cut(file);
    }
    ByteOrder order = byteOrder(file);
    checkKind(file, order);
    long programHeaders = programHeaders(file, order);
    long offset = file.u64(E_PHOFF, order);
    int size = file.u16(E_PHENTSIZE, order);
    if (size < SMALLEST_PROGRAM_HEADER) {
      throw damaged(file, "program headers of " + size + " bytes");
    }
    if (offset < 0 || !file.has(offset, programHeaders * size)) {
      throw cut(file);
    }
    return new ElfHeader(order, file.u16(E_MACHINE, order), offset, size, programHeaders);
  }

  private static ByteOrder byteOrder(DumpFile file) {
    return file.u8(EI_DATA) == ELFDATA2MSB ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static void checkKind(DumpFile file, ByteOrder order) throws DumpOpenException {
    if (file.u8(EI_CLASS) != ELFCLASS64) {
      throw new DumpOpenException(
          file.name(),
          "is a 32-bit ELF file",
          "give a dump of a 64-bit kernel; kdump writes ELF64 with kexec --elf64-core-headers");
    }
    int type = file.u16(E_TYPE, order);
    if (type != ET_CORE) {
      throw new DumpOpenException(
          file.name(),
          "is an ELF file but no core dump" + (type == 2 || type == 3 ? " (a vmlinux?)" : ""),
          "give the vmcore, and a vmlinux only before it");
    }
    int machine = file.u16(E_MACHINE, order);
    if (!Machines.isKnown(machine)) {
      throw new DumpOpenException(
          file.name(),
          "is the dump of an unknown architecture (e_machine " + machine + ")",
          "only dumps of 64-bit Linux kernels can be opened");
    }
  }

  private static long programHeaders(DumpFile file, ByteOrder order) throws DumpOpenException {
    int count = file.u16(E_PHNUM, order);
    if (count != PN_XNUM) {
      return count;
    }
    long section = file.u64(E_SHOFF, order);
    if (section <= 0 || !file.has(section, SH_INFO + 4)) {
      throw cut(file);
    }
    return file.u32(section + SH_INFO, order);
  }

  private static DumpOpenException cut(DumpFile file) {
    return new DumpOpenException(
        file.name(),
        "the file ends inside the headers of an ELF dump",
        "nothing can be read of it; copy or save the dump again");
  }

  private static DumpOpenException damaged(DumpFile file, String what) {
    return new DumpOpenException(
        file.name(), "damaged header of an ELF dump (" + what + ")", "copy or save the dump again");
  }
}
