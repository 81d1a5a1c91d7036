package io.kwalk.core.debuginfo.cfi;

import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.ElfSection;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** .debug_frame or .eh_frame: its entries by their offsets. Safe for several threads. */
final class FrameSection {
  private static final int WIDE = 0xffff_ffff;

  private final SectionReader section;
  private final boolean exceptionFrame;
  private final long address;
  private final int wordSize;
  private final Map<Integer, CommonInformation> shared = new ConcurrentHashMap<>();

  FrameSection(SectionReader section, boolean exceptionFrame, long address, int wordSize) {
    this.section = section;
    this.exceptionFrame = exceptionFrame;
    this.address = address;
    this.wordSize = wordSize;
  }

  static Optional<FrameSection> of(ElfFile elf, String name) {
    Optional<ElfSection> header = elf.section(name).filter(ElfSection::hasBytes);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    boolean exceptionFrame = name.equals(".eh_frame");
    return Optional.of(
        new FrameSection(
            elf.read(header.get()), exceptionFrame, header.get().address(), elf.wordSize()));
  }

  /** Where it is linked to be; 0 of .debug_frame, which is not loaded. */
  long address() {
    return address;
  }

  /** Bytes of an address where an entry does not say. */
  int wordSize() {
    return wordSize;
  }

  SectionReader reader(long offset) {
    return section.at(offset);
  }

  /**
   * The length, the identifier and the place of an entry.
   *
   * @param behind where the next one starts
   * @param common of a description, where its common information is; -1 of common information
   * @param contentAt behind the identifier
   */
  record Entry(int offset, int behind, long common, int contentAt) {
    boolean isCommon() {
      return common == -1;
    }
  }

  /**
   * Reads the head of the entry at the reader's position; the reader stands behind it then.
   *
   * @return empty if the section ends here: a length of 0 in .eh_frame
   */
  Optional<Entry> entry(SectionReader at) {
    int offset = at.position();
    int first = at.s32();
    boolean wide = first == WIDE;
    long length = wide ? at.u64() : first & 0xffff_ffffL;
    if (length == 0) {
      return Optional.empty();
    }
    int identifierAt = at.position();
    if (length < 0 || length > at.size() - identifierAt) {
      throw at.fault(offset, "an entry of " + Long.toUnsignedString(length) + " bytes");
    }
    int behind = identifierAt + (int) length;
    long identifier = at.offset(wide ? 8 : 4);
    long common = commonOf(identifier, wide ? -1L : 0xffff_ffffL, identifierAt);
    Entry entry = new Entry(offset, behind, common, at.position());
    at.seek(behind);
    return Optional.of(entry);
  }

  /**
   * Where the common information of a description is; -1 if the entry is common information itself.
   *
   * @param marker the identifier of common information in .debug_frame
   */
  long commonOf(long identifier, long marker, int identifierAt) {
    if (exceptionFrame) {
      return identifier == 0 ? -1 : identifierAt - identifier;
    }
    return identifier == marker ? -1 : identifier;
  }

  /** The common information at {@code offset}, read once. */
  CommonInformation common(long offset) {
    int key = (int) offset;
    CommonInformation known = key == offset ? shared.get(key) : null;
    if (known != null) {
      return known;
    }
    SectionReader at = section.at(offset);
    Entry entry =
        entry(at)
            .filter(Entry::isCommon)
            .orElseThrow(() -> section.fault(offset, "no common information entry"));
    known = CommonInformation.read(at.seek(entry.contentAt()), entry.behind(), this);
    shared.put(key, known);
    return known;
  }

  /** The description that {@code entry} heads. */
  FrameDescription description(Entry entry) {
    CommonInformation common = common(entry.common());
    SectionReader at = section.at(entry.contentAt()).skip(common.segmentSize());
    int encoding = common.pointerEncoding();
    long start = PointerEncoding.read(at, encoding, common.addressSize(), address, 0);
    long length = PointerEncoding.length(at, encoding, common.addressSize());
    if (common.sized()) {
      at.skip(at.ulebInt());
    }
    if (at.position() > entry.behind()) {
      throw at.fault(entry.offset(), "a description that ends too early");
    }
    return new FrameDescription(common, start, length, at.position(), entry.behind());
  }

  /** The description at {@code offset}; empty if that is something else. */
  Optional<FrameDescription> description(long offset) {
    return entry(section.at(offset)).filter(entry -> !entry.isCommon()).map(this::description);
  }
}
