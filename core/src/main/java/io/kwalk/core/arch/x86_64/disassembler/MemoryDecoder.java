package io.kwalk.core.arch.x86_64.disassembler;

import io.kwalk.core.arch.x86_64.disassembler.DecodeState.Encoding;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Memory;
import org.jspecify.annotations.Nullable;

/** Reads SIB bytes and displacements: Intel SDM volume 2, tables 2-2 and 2-3. */
final class MemoryDecoder {
  private static final int SIB = 4;
  private static final int NO_BASE = 5;

  private final DecodeState state;

  MemoryDecoder(DecodeState state) {
    this.state = state;
  }

  /**
   * Memory by ModRM.rm.
   *
   * @param compressed what an 8-bit displacement is multiplied with under EVEX
   * @param broadcast elements that memory is repeated to, or 0
   * @param indexBytes size of the vector register of indexes, or 0 for a general register
   */
  Memory decode(int compressed, int broadcast, int indexBytes) {
    boolean sib = state.rm() == SIB;
    int scaleIndexBase = sib ? state.next() : 0;
    int low = sib ? scaleIndexBase & 7 : state.rm();
    boolean withoutBase = state.mod() == 0 && low == NO_BASE;
    int displacementBytes = displacementBytes(withoutBase);
    boolean extended = extension(Prefixes.REX_B, state.extendRm);
    String index = sib ? index(scaleIndexBase, withoutBase, indexBytes) : null;
    String base = withoutBase ? relative(sib) : addressRegister(low + (extended ? 8 : 0));
    long displacement = displacementBytes == 0 ? 0 : state.nextSigned(displacementBytes);
    if (displacementBytes == 1 && state.encoding == Encoding.EVEX) {
      displacement *= compressed;
    }
    return new Memory(
        segment(),
        base,
        index,
        1 << (scaleIndexBase >> 6),
        displacement,
        displacementBytes > 0,
        broadcast);
  }

  private int displacementBytes(boolean withoutBase) {
    return switch (state.mod()) {
      case 0 -> withoutBase ? 4 : 0;
      case 1 -> 1;
      default -> 4;
    };
  }

  private @Nullable String relative(boolean sib) {
    if (sib) {
      addressBytes();
      return null;
    }
    return addressBytes() == 4 ? "eip" : "rip";
  }

  private @Nullable String index(int sib, boolean withoutBase, int vectorBytes) {
    int number = (sib >> 3 & 7) + (extension(Prefixes.REX_X, state.extendIndex) ? 8 : 0);
    if (vectorBytes != 0) {
      return RegisterNames.vector(number + state.evexV, vectorBytes);
    }
    if (number != 4) {
      return addressRegister(number);
    }
    // No index: a scale, or a base that needs no SIB, makes the encoding one of its own.
    boolean plain = sib >> 6 == 0 && ((sib & 7) == SIB || withoutBase);
    return plain ? null : addressBytes() == 4 ? "eiz" : "riz";
  }

  private boolean extension(int bit, int extended) {
    return state.encoding == Encoding.LEGACY ? state.prefixes.rex(bit) : extended != 0;
  }

  private String addressRegister(int number) {
    return RegisterNames.general(number, addressBytes(), true);
  }

  /** 8, or 4 with an address size prefix, which is thereby used. */
  int addressBytes() {
    if (!state.prefixes.hasAddress()) {
      return 8;
    }
    state.prefixes.useAddress();
    return 4;
  }

  /** FS or GS, if a prefix names one; it is thereby used. */
  @Nullable String segment() {
    if (state.prefixes.activeSegment == 0) {
      return null;
    }
    state.prefixes.useSegment();
    return Prefixes.name(state.prefixes.activeSegment);
  }
}
