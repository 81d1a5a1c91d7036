package io.kwalk.core.arch.x86_64.disassembler;

import io.kwalk.core.arch.x86_64.disassembler.Operand.Memory;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Target;
import java.util.List;
import java.util.OptionalLong;

/**
 * One decoded instruction.
 *
 * @param address of its first byte
 * @param length in bytes, 1 to 15
 * @param prefixes as printed before the mnemonic: "lock", "rep", "data16", "rex.W"; those that are
 *     part of the operation (an operand size, a segment of an operand) are not among them
 * @param mnemonic in AT&amp;T syntax, with its size suffix: "movzbl"; "(bad)" where no instruction
 *     is encoded; empty where only prefixes are
 * @param operands destination first, as the manuals list them
 * @param mask what follows the destination of a masked vector instruction: "{%k1}{z}"; else empty
 * @param form its row of the opcode table
 */
public record Instruction(
    long address,
    int length,
    List<String> prefixes,
    String mnemonic,
    List<Operand> operands,
    String mask,
    InstructionForm form) {

  /** What an instruction does to the flow of control. */
  public enum Flow {
    NEXT,
    CALL,
    JUMP,
    CONDITIONAL_JUMP,
    RETURN,
    TRAP
  }

  /** No instruction: an encoding that means nothing, or bytes that are cut. */
  public boolean isBad() {
    return form == InstructionForm.BAD || mnemonic.equals("(bad)");
  }

  public Flow flow() {
    return form.flow();
  }

  /** Whether a call or jump goes through a register or memory. */
  public boolean isIndirect() {
    return form.indirect();
  }

  /** The address of the byte behind it. */
  public long next() {
    return address + length;
  }

  /** Where a direct call or jump leads. */
  public OptionalLong target() {
    for (Operand operand : operands) {
      if (operand instanceof Target target) {
        return OptionalLong.of(target.address());
      }
    }
    return OptionalLong.empty();
  }

  /** The address of an operand relative to the instruction pointer. */
  public OptionalLong relativeAddress() {
    for (Operand operand : operands) {
      if (operand instanceof Memory memory && memory.isRelative()) {
        long sum = next() + memory.displacement();
        return OptionalLong.of("eip".equals(memory.base()) ? sum & 0xffff_ffffL : sum);
      }
    }
    return OptionalLong.empty();
  }
}
