package io.kwalk.core.arch.arm64.disassembler;

import org.jspecify.annotations.Nullable;

/** Reads one operand of a row. */
@FunctionalInterface
interface OperandDecoder {
  /** The operand; null if the word is not of this row. */
  @Nullable Operand decode(Word word);
}
