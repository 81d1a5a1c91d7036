package io.kwalk.core.debuginfo.orc;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.UnwindRule;
import io.kwalk.core.debuginfo.UnwindRule.Base;
import io.kwalk.core.debuginfo.UnwindRule.Kind;
import java.util.Optional;

/**
 * How {@code struct orc_entry} packs a rule into six bytes: sp_offset and bp_offset of 16 bits,
 * sp_reg and bp_reg of four, then type, signal (since 6.3) and end (to 6.3). Bits are counted from
 * the least significant of the last 16.
 *
 * @param typeBits 2, since 6.4 (which added UNDEFINED and END_OF_STACK as types 0 and 1) 3
 * @param signalBit -1 where there is none: then all REGS entries are of signals
 * @param endBit -1 where there is none
 * @param endIsType whether the types are numbered as 6.4 does
 * @param registers7 whether the registers are numbered as 7.1 does
 */
record OrcFormat(int typeBits, int signalBit, int endBit, boolean endIsType, boolean registers7) {
  private static final int TYPE_SHIFT = 8;

  /** To 7.0: UNDEFINED, PREV_SP, DX, DI, BP, SP, R10, R13, BP_INDIRECT, SP_INDIRECT. */
  private static final Base[] REGISTERS = {
    Base.UNDEFINED,
    Base.PREVIOUS_SP,
    Base.DX,
    Base.DI,
    Base.BP,
    Base.SP,
    Base.R10,
    Base.R13,
    Base.BP_INDIRECT,
    Base.SP_INDIRECT
  };

  /** Since 7.1; 1 and 5 occur in no table that was seen, so they are not guessed at. */
  private static final Base[] REGISTERS_7 = {
    Base.UNDEFINED,
    Base.UNDEFINED,
    Base.DX,
    Base.SP,
    Base.BP,
    Base.UNDEFINED,
    Base.R10,
    Base.R13,
    Base.PREVIOUS_SP,
    Base.SP_INDIRECT,
    Base.BP_INDIRECT
  };

  /** Most rules are relative to the stack pointer, which is 5 or, since 7.1, 3. */
  private static final int STACK_POINTER_7 = 3;

  /**
   * @param entry {@code struct orc_entry}, where types are known; else the commonest type of the
   *     samples decides
   * @param samples the last 16 bits of some entries
   */
  static OrcFormat of(Optional<StructType> entry, int[] samples) {
    boolean registers7 = commonest(samples, 0, 0xf) == STACK_POINTER_7;
    if (entry.isPresent() && entry.get().has("type")) {
      int typeBits = entry.get().field("type").map(Field::bitSize).orElse(3);
      int endBit = bit(entry.get(), "end");
      return new OrcFormat(typeBits, bit(entry.get(), "signal"), endBit, endBit < 0, registers7);
    }
    boolean callIsTwo = commonest(samples, TYPE_SHIFT, 3) == 2;
    return callIsTwo
        ? new OrcFormat(3, TYPE_SHIFT + 3, -1, true, registers7)
        : new OrcFormat(2, -1, TYPE_SHIFT + 2, false, registers7);
  }

  private static int bit(StructType entry, String member) {
    // sp_reg starts the 16 bits that the offsets are counted from.
    long base = entry.field("sp_reg").map(Field::bitOffset).orElse(32L);
    return entry.field(member).map(field -> (int) (field.bitOffset() - base)).orElse(-1);
  }

  private static int commonest(int[] samples, int shift, int mask) {
    int[] counts = new int[mask + 1];
    int best = 0;
    for (int sample : samples) {
      int value = sample >> shift & mask;
      if (++counts[value] > counts[best]) {
        best = value;
      }
    }
    return best;
  }

  UnwindRule decode(int spOffset, int bpOffset, int bits) {
    Base stackBase = register(bits & 0xf);
    Kind kind = kind(bits, stackBase);
    boolean regs = kind == Kind.REGS || kind == Kind.REGS_PARTIAL;
    boolean signal = signalBit < 0 ? regs : (bits >> signalBit & 1) != 0;
    return new UnwindRule(kind, stackBase, spOffset, register(bits >> 4 & 0xf), bpOffset, signal);
  }

  private Base register(int number) {
    Base[] registers = registers7 ? REGISTERS_7 : REGISTERS;
    return number < registers.length ? registers[number] : Base.UNDEFINED;
  }

  private Kind kind(int bits, Base stackBase) {
    int type = bits >> TYPE_SHIFT & (1 << typeBits) - 1;
    if (!endIsType) {
      if (stackBase == Base.UNDEFINED) {
        return (bits >> endBit & 1) != 0 ? Kind.END_OF_STACK : Kind.UNDEFINED;
      }
      type += 2;
    }
    return switch (type) {
      case 1 -> Kind.END_OF_STACK;
      case 2 -> Kind.CALL;
      case 3 -> Kind.REGS;
      case 4 -> Kind.REGS_PARTIAL;
      default -> Kind.UNDEFINED;
    };
  }
}
