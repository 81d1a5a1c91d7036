package io.kwalk.core.arch.arm64.disassembler;

import io.kwalk.core.arch.code.Disassembler;
import io.kwalk.core.arch.code.Flow;
import java.util.List;

/**
 * Decodes A64 instructions, which are little-endian words of four bytes whatever the data are.
 *
 * <p>Source: Arm Architecture Reference Manual for A-profile (DDI 0487), chapters C4 and C6, C7,
 * with the tables in this package's resources. Which alias is preferred, and how operands look,
 * follows what objdump of binutils 2.40 prints.
 */
public final class Arm64Disassembler implements Disassembler {
  private static final int LENGTH = 4;

  private final Word word = new Word();

  @Override
  public int longest() {
    return LENGTH;
  }

  @Override
  public Arm64Instruction decode(byte[] code, int offset, int end, long address) {
    if (offset < 0 || offset >= end || end > code.length) {
      throw new IndexOutOfBoundsException("no code at " + offset + " of " + code.length);
    }
    return end - offset < LENGTH
        ? cut(code[offset], address)
        : decode(
            code[offset] & 0xff
                | (code[offset + 1] & 0xff) << 8
                | (code[offset + 2] & 0xff) << 16
                | code[offset + 3] << 24,
            address);
  }

  /** One that is at hand. */
  public Arm64Instruction decode(int bits, long address) {
    word.bits = bits;
    word.address = address;
    for (Encoding row : EncodingTables.of(bits)) {
      Arm64Instruction instruction = row.decode(word);
      if (instruction != null) {
        return instruction;
      }
    }
    Operand text = new Operand.Text("0x%08x ; undefined".formatted(bits));
    return new Arm64Instruction(address, ".inst", List.of(text), "", Flow.NEXT, false);
  }

  /** A byte of an instruction whose others are not there. */
  private static Arm64Instruction cut(byte first, long address) {
    Operand text = new Operand.Text("0x%02x".formatted(first & 0xff));
    return new Arm64Instruction(address, ".byte", List.of(text), "", Flow.NEXT, false);
  }
}
