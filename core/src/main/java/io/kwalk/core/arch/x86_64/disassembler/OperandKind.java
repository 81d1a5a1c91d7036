package io.kwalk.core.arch.x86_64.disassembler;

/** How an operand is encoded; the letter that names it in the opcode tables behind each. */
enum OperandKind {
  /** E: a general register or memory by ModRM.rm. */
  GENERAL_OR_MEMORY,
  /** G: a general register by ModRM.reg. */
  GENERAL,
  /** R: a general register by ModRM.rm. */
  GENERAL_RM,
  /** Z: a general register by the low bits of the opcode. */
  OPCODE_REGISTER,
  /** A: rAX. */
  ACCUMULATOR,
  /** B: a general register by VEX.vvvv. */
  GENERAL_VEX,
  /** M: memory by ModRM.rm. */
  MEMORY,
  /** I: an immediate. */
  IMMEDIATE,
  /** J: a relative target. */
  RELATIVE,
  /** O: memory at a direct address. */
  DIRECT_MEMORY,
  /** X: DS:rSI. */
  STRING_SOURCE,
  /** Y: ES:rDI. */
  STRING_DESTINATION,
  /** %rbx: DS:rBX of xlat. */
  TABLE,
  /** S: a segment register. */
  SEGMENT,
  /** C: a control register. */
  CONTROL,
  /** D: a debug register. */
  DEBUG,
  /** P: an MMX register by ModRM.reg. */
  MMX,
  /** Q: an MMX register or memory by ModRM.rm. */
  MMX_OR_MEMORY,
  /** N: an MMX register by ModRM.rm. */
  MMX_RM,
  /** V: a vector register by ModRM.reg. */
  VECTOR,
  /** W: a vector register or memory by ModRM.rm. */
  VECTOR_OR_MEMORY,
  /** U: a vector register by ModRM.rm. */
  VECTOR_RM,
  /** H: a vector register by VEX.vvvv. */
  VECTOR_VEX,
  /** L: a vector register by the high bits of an immediate byte. */
  VECTOR_IMMEDIATE,
  /** X with an index size, in vector tables: memory with a vector of indexes. */
  VECTOR_INDEXED,
  /** K: a mask register; g by reg, h by vvvv, r by rm, m by rm or memory. */
  MASK,
  /** T: a tile register; g by reg, r by rm, h by vvvv. */
  TILE,
  /**
   * B in one-byte tables: a bound register; g by reg, m by rm or memory, q a general register or
   * memory.
   */
  BOUND,
  /** %st(i). */
  FLOATING_STACK,
  /** {er} and {sae}. */
  ROUNDING,
  /** 1: the constant 1, which is not printed. */
  ONE,
  /** A register that the opcode implies. */
  FIXED,
  /** (%dx). */
  PORT;

  /** Whether a ModRM byte encodes it. */
  boolean usesModRm() {
    return switch (this) {
      case OPCODE_REGISTER, ACCUMULATOR, GENERAL_VEX, IMMEDIATE, RELATIVE, DIRECT_MEMORY -> false;
      case STRING_SOURCE, STRING_DESTINATION, TABLE, VECTOR_VEX, VECTOR_IMMEDIATE -> false;
      case ROUNDING, ONE, FIXED, PORT -> false;
      default -> true;
    };
  }
}
