package io.kwalk.core.arch.code;

/**
 * Decodes instructions of one architecture. Any bytes give an instruction or one that {@link
 * Instruction#isBad is none}. Holds the state of one decode at a time: each thread needs its own.
 */
public interface Disassembler {
  /** Bytes of the longest instruction. */
  int longest();

  /**
   * The instruction at {@code offset} of {@code code}.
   *
   * @param end where the bytes end; at least one must be there
   * @param address of the byte at {@code offset}
   */
  Instruction decode(byte[] code, int offset, int end, long address);
}
