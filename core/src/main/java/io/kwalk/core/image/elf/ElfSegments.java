package io.kwalk.core.image.elf;

import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.ElfNotes;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.file.Extents;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the program headers of an ELF dump say: which physical and virtual addresses lie where, and
 * the notes.
 */
final class ElfSegments {
  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;
  private static final int P_OFFSET = 8;
  private static final int P_VADDR = 16;
  private static final int P_PADDR = 24;
  private static final int P_FILESZ = 32;
  private static final int P_MEMSZ = 40;
  private static final long LARGEST_NOTES = 256L << 20;

  /** Overlapping segments: bytes win over zeros, and zeros over what is cut off. */
  private static final int RANK_BYTES = 2;

  private static final int RANK_ZEROS = 1;
  private static final int RANK_CUT_OFF = 0;

  private final DumpFile file;
  private final ByteOrder order;
  private final Extents.Builder physical = new Extents.Builder();
  private final Extents.Builder virtual = new Extents.Builder();
  private final List<ElfNote> notes = new ArrayList<>();
  private int loads;
  private boolean cut;

  private ElfSegments(DumpFile file, ElfHeader header) {
    this.file = file;
    this.order = header.byteOrder();
    for (long i = 0; i < header.programHeaders(); i++) {
      add(header.programHeaderOffset() + i * header.programHeaderSize());
    }
  }

  static ElfSegments read(DumpFile file, ElfHeader header) {
    return new ElfSegments(file, header);
  }

  private void add(long at) {
    long offset = file.u64(at + P_OFFSET, order);
    long fileSize = file.u64(at + P_FILESZ, order);
    switch (file.s32(at, order)) {
      case PT_NOTE -> addNotes(offset, fileSize);
      case PT_LOAD ->
          addLoad(
              offset,
              fileSize,
              file.u64(at + P_PADDR, order),
              file.u64(at + P_MEMSZ, order),
              file.u64(at + P_VADDR, order));
      default -> {}
    }
  }

  private void addNotes(long offset, long size) {
    long there = there(offset, size);
    cut |= there < size;
    if (there > 0 && there <= LARGEST_NOTES) {
      notes.addAll(ElfNotes.parse(file.read(offset, (int) there), offset, order));
    }
  }

  /**
   * Sizes and addresses are unsigned; those that no machine has (-1 is kexec's "no physical
   * address") are passed over.
   */
  private void addLoad(long offset, long fileSize, long paddr, long memSize, long vaddr) {
    long size = Math.max(fileSize, memSize); // some writers give p_memsz as 0
    if (fileSize < 0 || memSize < 0 || paddr < 0 || paddr > Long.MAX_VALUE - size) {
      return;
    }
    long bytesEnd = paddr + there(offset, fileSize);
    long fileEnd = paddr + fileSize;
    cut |= bytesEnd < fileEnd;
    physical
        .add(paddr, bytesEnd, offset, PageState.PRESENT.ordinal(), RANK_BYTES)
        .add(bytesEnd, fileEnd, 0, PageState.CUT_OFF.ordinal(), RANK_CUT_OFF)
        .add(fileEnd, paddr + size, 0, PageState.ZERO.ordinal(), RANK_ZEROS);
    // Where QEMU did not look at page tables it gives 0, or the physical address again.
    if (vaddr != 0 && vaddr != paddr) {
      virtual.add(vaddr, vaddr + size, paddr, 0, 0);
    }
    loads++;
  }

  /** How many of the bytes the file has. */
  private long there(long offset, long size) {
    if (offset < 0 || size < 0 || offset > file.size()) {
      return 0;
    }
    long whole = Math.min(size, file.size() - offset);
    return file.has(offset, whole) ? whole : 0;
  }

  /** Physical addresses; tags are ordinals of {@link PageState}, sources offsets in the file. */
  Extents physical() {
    return physical.build();
  }

  /** Virtual addresses; sources are physical addresses. */
  Extents virtual() {
    return virtual.build();
  }

  List<ElfNote> notes() {
    return List.copyOf(notes);
  }

  /** PT_LOAD segments that count. */
  int loads() {
    return loads;
  }

  /** Whether the file ends before the bytes of a segment do. */
  boolean cut() {
    return cut;
  }
}
