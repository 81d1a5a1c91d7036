package io.kwalk.core.image.kdump;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.ElfNotes;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.Machines;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.kdump.KdumpHeader.FilePart;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A kdump-compressed dump: one file, or the pieces of a split one. */
public final class KdumpImage implements DumpImage {
  /** Far more than a vmcoreinfo or the notes of 8,192 processors take. */
  private static final long LARGEST_PART = 64L << 20;

  private final List<KdumpPiece> pieces;
  private final KdumpHeader header;
  private final KdumpMemory memory;
  private final List<ElfNote> notes;
  private final Optional<byte[]> vmcoreinfo;

  private KdumpImage(List<KdumpPiece> pieces, ImageOptions options) {
    this.pieces = pieces;
    this.header = pieces.getFirst().header();
    this.memory = new KdumpMemory(pieces, options);
    this.notes =
        firstPart(pieces, true)
            .map(part -> ElfNotes.parse(part.bytes, part.offset, header.byteOrder()))
            .orElse(List.of());
    this.vmcoreinfo =
        firstPart(pieces, false)
            .map(part -> part.bytes)
            .or(() -> ElfNotes.find(notes, ElfNotes.VMCOREINFO));
  }

  /** Whether the file is one of this format. */
  public static boolean recognises(DumpFile file) {
    return KdumpHeader.recognises(file);
  }

  /**
   * Reads the headers.
   *
   * @param files one, or pieces of one split dump in any order
   */
  public static KdumpImage open(List<? extends DumpFile> files, ImageOptions options)
      throws DumpOpenException {
    List<KdumpPiece> pieces = new ArrayList<>();
    for (DumpFile file : files) {
      if (!recognises(file)) {
        throw new DumpOpenException(
            file.name(), "is not a piece of a split dump", "give the pieces of one dump");
      }
      pieces.add(new KdumpPiece(file, KdumpHeader.read(file)));
    }
    pieces.sort(Comparator.comparingLong(piece -> piece.header().startPfn()));
    checkBelongTogether(pieces);
    checkMachine(pieces.getFirst());
    return new KdumpImage(pieces, options);
  }

  private static void checkBelongTogether(List<KdumpPiece> pieces) throws DumpOpenException {
    KdumpHeader first = pieces.getFirst().header();
    for (KdumpPiece piece : pieces.subList(1, pieces.size())) {
      KdumpHeader header = piece.header();
      if (!first.split() || !header.split()) {
        DumpFile whole = (first.split() ? piece : pieces.getFirst()).file();
        throw new DumpOpenException(
            whole.name(), "is a whole dump, not a piece of a split one", "open it alone");
      }
      boolean same =
          header.byteOrder() == first.byteOrder()
              && header.blockSize() == first.blockSize()
              && header.maxMapnr() == first.maxMapnr()
              && header.release().equals(first.release());
      if (!same) {
        throw new DumpOpenException(
            piece.file().name(),
            "is a piece of another dump than " + pieces.getFirst().file().name(),
            "give the pieces of one dump");
      }
    }
  }

  /** QEMU leaves the name empty, or writes this, on machines other than x86-64. */
  private static void checkMachine(KdumpPiece piece) throws DumpOpenException {
    String name = piece.header().machineName();
    if (!name.isEmpty() && !name.equals("Unknown") && Machines.ofUname(name) == 0) {
      throw new DumpOpenException(
          piece.file().name(),
          "is the dump of an unknown architecture (" + KdumpProperties.printable(name) + ")",
          "only dumps of 64-bit Linux kernels can be opened");
    }
  }

  private record PartOfFile(long offset, byte[] bytes) {}

  /** The notes, or vmcoreinfo, of the first piece that has them. */
  private static Optional<PartOfFile> firstPart(List<KdumpPiece> pieces, boolean notes) {
    for (KdumpPiece piece : pieces) {
      FilePart part = notes ? piece.header().notes() : piece.header().vmcoreinfo();
      boolean there =
          part.size() > 0
              && part.size() <= LARGEST_PART
              && part.offset() > 0
              && piece.file().has(part.offset(), part.size());
      if (there) {
        byte[] bytes = piece.file().read(part.offset(), (int) part.size());
        return Optional.of(new PartOfFile(part.offset(), bytes));
      }
    }
    return Optional.empty();
  }

  @Override
  public String format() {
    String name = header.signature().equals("KDUMP") ? "kdump-compressed" : "diskdump";
    return name + " " + header.version() + (header.split() ? ", split" : "");
  }

  @Override
  public String compression() {
    return KdumpCompressions.of(pieces);
  }

  @Override
  public int machine() {
    int machine = Machines.ofUname(header.machineName());
    return machine != 0 ? machine : Machines.ofNotes(notes);
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
    return KdumpProperties.of(pieces, vmcoreinfo.isPresent());
  }

  @Override
  public Map<String, String> headerFields() {
    return KdumpFields.of(pieces.getFirst());
  }

  @Override
  public boolean incomplete() {
    return lacksPieces() || pieces.stream().anyMatch(KdumpPiece::isIncomplete);
  }

  /** Whether page frames are left that no given piece holds. */
  private boolean lacksPieces() {
    long next = 0;
    for (KdumpPiece piece : pieces) {
      if (piece.header().startPfn() > next) {
        return true;
      }
      next = Math.max(next, piece.header().endPfn());
    }
    return next < header.maxMapnr();
  }

  @Override
  public Map<PageState, Long> pageCounts() {
    return memory.counts();
  }

  @Override
  public void close() {
    for (KdumpPiece piece : pieces) {
      piece.file().close();
    }
  }
}
