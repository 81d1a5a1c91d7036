package io.kwalk.core.arch.arm64.disassembler;

/** The instruction that is being decoded. */
final class Word {
  int bits;
  long address;

  /** What stands behind all operands: another way to read one of them. */
  String comment = "";
}
