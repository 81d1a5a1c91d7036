package io.kwalk.core.debuginfo.location;

import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.List;
import java.util.OptionalLong;

/** Where a value is, or what it is, at one place of the code (section 2.6). */
public sealed interface Location {
  /** Why a value is gone. */
  enum Reason {
    /** The compiler kept it nowhere. */
    OPTIMIZED_OUT,
    /** It was in a register that a call may overwrite, and nobody saved it. */
    NOT_SAVED,
    /** Only the caller knows it, and its debug information does not tell. */
    ENTRY_VALUE,
    /** Memory that holds it, or leads to it, is not in the dump. */
    MEMORY,
    /** Something that no kernel has: thread-local storage, other address spaces. */
    UNSUPPORTED,
    /** The debug information contradicts itself. */
    DAMAGED
  }

  /** In memory, at a run-time address. */
  record InMemory(long address) implements Location {}

  /** In a register, by its DWARF number. */
  record InRegister(int register) implements Location {}

  /** Nowhere, but it is known: as many low bits as its type has. */
  record Known(long bits) implements Location {}

  /** Nowhere, but its bytes are known. */
  record KnownBytes(SectionReader bytes) implements Location {}

  /** A pointer to what has no address: {@code offset} bytes into the variable {@code target}. */
  record ImplicitPointer(Die target, long offset) implements Location {}

  /** In pieces, in the order of memory. */
  record Composite(List<Piece> pieces) implements Location {
    /** Where it lies, if its pieces lie in memory one behind the other. */
    public OptionalLong address() {
      long next = 0;
      for (int i = 0; i < pieces.size(); i++) {
        Piece piece = pieces.get(i);
        if (!(piece.location() instanceof InMemory memory)
            || piece.bitOffset() != 0
            || (piece.bitSize() & 7) != 0
            || i > 0 && memory.address() != next) {
          return OptionalLong.empty();
        }
        next = memory.address() + piece.bitSize() / 8;
      }
      return pieces.getFirst().location() instanceof InMemory first
          ? OptionalLong.of(first.address())
          : OptionalLong.empty();
    }
  }

  /** Not known. */
  record Missing(Reason reason, String why) implements Location {}

  /**
   * A part of a value.
   *
   * @param bitOffset of a register or known value the lowest bit; of memory bits from its address
   *     on
   */
  record Piece(Location location, long bitOffset, long bitSize) {}

  Missing OPTIMIZED_OUT = new Missing(Reason.OPTIMIZED_OUT, "optimized out");
}
