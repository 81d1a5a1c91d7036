package io.kwalk.core.image.elf;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.ElfNotes;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.file.Extents;
import io.kwalk.core.image.page.PlainMemory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An ELF64 core file of a kernel: /proc/vmcore's, makedumpfile -E's, or of QEMU's
 * dump-guest-memory.
 *
 * <p>Where a segment has more memory than bytes in the file, the rest reads as zeros. makedumpfile
 * leaves excluded pages out so, too: this format cannot tell them from pages of zeros.
 */
public final class ElfImage implements DumpImage {
  private static final int DEFAULT_PAGE_SIZE = 4096;

  private final DumpFile file;
  private final ElfHeader header;
  private final List<ElfNote> notes;
  private final Optional<byte[]> vmcoreinfo;
  private final PlainMemory memory;
  private final Extents virtual;
  private final int loads;
  private final boolean cut;

  private ElfImage(DumpFile file, ElfHeader header, ElfSegments segments) {
    this.file = file;
    this.header = header;
    this.notes = segments.notes();
    this.vmcoreinfo = ElfNotes.find(notes, ElfNotes.VMCOREINFO);
    this.memory =
        new PlainMemory(file, header.byteOrder(), pageSize(vmcoreinfo), segments.physical());
    this.virtual = segments.virtual();
    this.loads = segments.loads();
    this.cut = segments.cut();
  }

  /** Whether the file is an ELF file of any kind. */
  public static boolean recognises(DumpFile file) {
    return ElfHeader.recognises(file);
  }

  /** Whether an ELF file is a core dump. */
  public static boolean isCore(DumpFile file) {
    return ElfHeader.isCore(file);
  }

  /**
   * Reads the headers and notes.
   *
   * @throws DumpOpenException where it is another kind of ELF file, or the headers are not whole
   */
  public static ElfImage open(DumpFile file) throws DumpOpenException {
    ElfHeader header = ElfHeader.read(file);
    ElfSegments segments = ElfSegments.read(file, header);
    if (segments.loads() == 0) {
      throw new DumpOpenException(
          file.name(), "is an ELF core dump without memory", "copy or save the dump again");
    }
    return new ElfImage(file, header, segments);
  }

  /** PAGESIZE of vmcoreinfo, which must be a power of two, or 4096. */
  private static int pageSize(Optional<byte[]> vmcoreinfo) {
    if (vmcoreinfo.isEmpty()) {
      return DEFAULT_PAGE_SIZE;
    }
    String text = new String(vmcoreinfo.get(), StandardCharsets.ISO_8859_1);
    int start = text.indexOf("PAGESIZE=");
    int end = start < 0 ? -1 : text.indexOf('\n', start);
    if (end < 0) {
      return DEFAULT_PAGE_SIZE;
    }
    try {
      int size = Integer.parseInt(text.substring(start + "PAGESIZE=".length(), end));
      boolean plausible = size >= 512 && size <= 1 << 20 && Integer.bitCount(size) == 1;
      return plausible ? size : DEFAULT_PAGE_SIZE;
    } catch (NumberFormatException damaged) {
      return DEFAULT_PAGE_SIZE;
    }
  }

  @Override
  public String format() {
    return "ELF64";
  }

  @Override
  public String compression() {
    return "none";
  }

  @Override
  public int machine() {
    return header.machine();
  }

  @Override
  public ByteOrder byteOrder() {
    return header.byteOrder();
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public Optional<byte[]> vmcoreinfo() {
    return vmcoreinfo.map(byte[]::clone);
  }

  @Override
  public List<ElfNote> notes() {
    return notes;
  }

  @Override
  public Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("e_machine", Integer.toString(header.machine()));
    all.put("program headers", Long.toString(header.programHeaders()));
    all.put("PT_LOAD segments", Integer.toString(loads));
    all.put("notes", Integer.toString(notes.size()));
    all.put("processors", Long.toString(count("CORE", ElfNote.NT_PRSTATUS)));
    boolean qemu = ElfNotes.find(notes, "QEMU").isPresent();
    all.put("writer", qemu ? "QEMU" : "kernel");
    all.put("virtual addresses", virtual.count() > 0 ? "yes" : "no");
    all.put("vmcoreinfo", vmcoreinfo.isPresent() ? "yes" : "no");
    return all;
  }

  private long count(String name, int type) {
    long count = 0;
    for (ElfNote note : notes) {
      if (note.type() == type && note.name().equals(name)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public boolean incomplete() {
    return cut || file.cut();
  }

  @Override
  public Map<PageState, Long> pageCounts() {
    return memory.counts();
  }

  @Override
  public Optional<Long> physicalOf(long virtualAddress) {
    int extent = virtual.find(virtualAddress);
    return extent < 0
        ? Optional.empty()
        : Optional.of(virtual.source(extent) + (virtualAddress - virtual.start(extent)));
  }

  @Override
  public void close() {
    file.close();
  }
}
