package io.kwalk.core.image;

import io.kwalk.core.memory.MemoryFault;
import java.io.Closeable;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open dump file (or several pieces of one): its physical memory and what its headers say.
 * Opening reads headers and notes only; the file stays mapped until {@link #close()}.
 */
public interface DumpImage extends Closeable {
  /** The format, as `info` prints it: "kdump-compressed 6", "ELF64", "LiME", "AVML 2", "raw". */
  String format();

  /**
   * The compression found in the headers or in the first pages: "zlib", "lzo", "snappy", "zstd",
   * "none"; may be several, comma-separated.
   */
  String compression();

  /**
   * The machine as ELF names it: EM_X86_64 is 62, EM_AARCH64 183; 0 where the format does not say.
   */
  int machine();

  ByteOrder byteOrder();

  PhysicalMemory memory();

  /** The raw text of vmcoreinfo, if a header or note carries it. */
  Optional<byte[]> vmcoreinfo();

  /** All ELF notes, in file order. */
  List<ElfNote> notes();

  /**
   * What else the headers say, in printing order: "dump level" → "31", "utsname" …; keys are
   * stable.
   */
  Map<String, String> properties();

  /**
   * The fields of the format's headers by the names that its own definition has, for people who
   * look for a damaged one; {@link #properties} where the format has no more.
   */
  default Map<String, String> headerFields() {
    return properties();
  }

  /**
   * True where the writer marked the dump incomplete or the file is shorter than its headers say.
   */
  boolean incomplete();

  /**
   * Where format and filter allow: counts of pages by state over {@link PhysicalMemory#ranges()};
   * reads bitmaps, no pages.
   */
  Map<PageState, Long> pageCounts();

  /**
   * What a virtual-to-physical mapping in the format's own headers says (ELF PT_LOAD p_vaddr), or
   * empty.
   *
   * @throws MemoryFault never
   */
  default Optional<Long> physicalOf(long virtualAddress) {
    return Optional.empty();
  }
}
