package io.kwalk.lab.image;

import io.kwalk.core.image.ElfNote;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes ELF64 vmcores (System V ABI, "Object Files"). */
public final class ElfCoreWriter {
  private static final int HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int PN_XNUM = 0xffff;

  private final List<Segment> segments = new ArrayList<>();
  private final List<ElfNote> notes = new ArrayList<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private int machine = 62;
  private int type = 4;
  private int elfClass = 2;
  private boolean extendedCount;

  private record Segment(long paddr, long vaddr, byte[] bytes, long memSize) {}

  /** A PT_LOAD whose bytes are all in the file. */
  public ElfCoreWriter load(long paddr, byte[] bytes) {
    return load(paddr, 0, bytes, bytes.length);
  }

  /** A PT_LOAD; {@code memSize} bytes of memory, the first of which are in the file. */
  public ElfCoreWriter load(long paddr, long vaddr, byte[] bytes, long memSize) {
    segments.add(new Segment(paddr, vaddr, bytes.clone(), memSize));
    return this;
  }

  public ElfCoreWriter note(ElfNote note) {
    notes.add(note);
    return this;
  }

  public ElfCoreWriter byteOrder(ByteOrder byteOrder) {
    this.order = byteOrder;
    return this;
  }

  /** e_machine; 62, x86-64, unless said. */
  public ElfCoreWriter machine(int number) {
    this.machine = number;
    return this;
  }

  /** e_type; 4, ET_CORE, unless said. */
  public ElfCoreWriter type(int number) {
    this.type = number;
    return this;
  }

  /** EI_CLASS; 2, ELFCLASS64, unless said. */
  public ElfCoreWriter elfClass(int number) {
    this.elfClass = number;
    return this;
  }

  /** The number of program headers in the first section's sh_info, as it must be from 65,535 on. */
  public ElfCoreWriter extendedCount() {
    this.extendedCount = true;
    return this;
  }

  public Path write(Path file) throws IOException {
    return Files.write(file, build());
  }

  public byte[] build() {
    Bytes out = new Bytes(order);
    int count = segments.size() + 1;
    boolean extended = extendedCount || count >= PN_XNUM;
    int sections = extended ? SECTION_HEADER_BYTES : 0;
    writeHeader(out, count, extended);
    int header = HEADER_BYTES + sections;
    out.bytes(header, new byte[count * PROGRAM_HEADER_BYTES]);
    byte[] noteBytes = NoteWriter.write(notes, order);
    writeProgramHeader(out, header, 4, out.append(noteBytes), 0, 0, noteBytes.length, 0);
    for (Segment segment : segments) {
      header += PROGRAM_HEADER_BYTES;
      int at = out.append(segment.bytes);
      writeProgramHeader(
          out, header, 1, at, segment.vaddr, segment.paddr, segment.bytes.length, segment.memSize);
    }
    return out.toArray();
  }

  /**
   * Where the program header of a segment is, in what {@link #build} gives; 0 is the first PT_LOAD.
   */
  public int programHeaderOffset(int load) {
    int sections = extendedCount || segments.size() + 1 >= PN_XNUM ? SECTION_HEADER_BYTES : 0;
    return HEADER_BYTES + sections + (load + 1) * PROGRAM_HEADER_BYTES;
  }

  private void writeHeader(Bytes out, int count, boolean extended) {
    out.bytes(0, new byte[] {0x7f, 'E', 'L', 'F'})
        .u8(4, elfClass)
        .u8(5, order == ByteOrder.LITTLE_ENDIAN ? 1 : 2)
        .u8(6, 1)
        .u16(16, type)
        .u16(18, machine)
        .u32(20, 1)
        .u64(32, HEADER_BYTES + (extended ? SECTION_HEADER_BYTES : 0))
        .u64(40, extended ? HEADER_BYTES : 0)
        .u16(52, HEADER_BYTES)
        .u16(54, PROGRAM_HEADER_BYTES)
        .u16(56, extended ? PN_XNUM : count)
        .u16(58, SECTION_HEADER_BYTES)
        .u16(60, extended ? 1 : 0)
        .u16(62, 0);
    if (extended) {
      out.bytes(HEADER_BYTES, new byte[SECTION_HEADER_BYTES]).u32(HEADER_BYTES + 44, count);
    }
  }

  private static void writeProgramHeader(
      Bytes out,
      int at,
      int type,
      long offset,
      long vaddr,
      long paddr,
      long fileSize,
      long memSize) {
    out.u32(at, type)
        .u32(at + 4, 7)
        .u64(at + 8, offset)
        .u64(at + 16, vaddr)
        .u64(at + 24, paddr)
        .u64(at + 32, fileSize)
        .u64(at + 40, memSize)
        .u64(at + 48, 0);
  }
}
