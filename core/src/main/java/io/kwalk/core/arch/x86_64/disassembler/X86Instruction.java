package io.kwalk.core.arch.x86_64.disassembler;

import io.kwalk.core.arch.code.AddressFormat;
import io.kwalk.core.arch.code.Flow;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.arch.code.Place;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Memory;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Register;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Target;
import java.util.ArrayList;
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
public record X86Instruction(
    long address,
    int length,
    List<String> prefixes,
    String mnemonic,
    List<Operand> operands,
    String mask,
    InstructionForm form)
    implements Instruction {

  @Override
  public boolean isBad() {
    return form == InstructionForm.BAD || mnemonic.equals("(bad)");
  }

  @Override
  public Flow flow() {
    return form.flow();
  }

  @Override
  public boolean isIndirect() {
    return form.indirect();
  }

  @Override
  public OptionalLong target() {
    for (Operand operand : operands) {
      if (operand instanceof Target target) {
        return OptionalLong.of(target.address());
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public OptionalLong relativeAddress() {
    for (Operand operand : operands) {
      if (operand instanceof Memory memory && memory.isRelative()) {
        return OptionalLong.of(relativeAddress(memory));
      }
    }
    return OptionalLong.empty();
  }

  private long relativeAddress(Memory memory) {
    long sum = next() + memory.displacement();
    return "eip".equals(memory.base()) ? sum & 0xffff_ffffL : sum;
  }

  /** nop of any length, and xchg of a register with itself. */
  @Override
  public boolean isPadding() {
    return switch (mnemonic) {
      case "nop", "nopw", "nopl" -> true;
      case "xchg" -> length == 2 && operands.size() == 2 && operands.get(0).equals(operands.get(1));
      default -> false;
    };
  }

  @Override
  public List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (Operand operand : operands) {
      switch (operand) {
        case Register register -> places.add(new Place.Register(text(register), register.name()));
        case Memory memory -> places.add(place(memory));
        default -> {}
      }
    }
    if (usesStack()) {
      places.add(new Place.Memory("", 0, List.of(new Place.Term("rsp", 1, false)), null, true));
    }
    return places;
  }

  private Place place(Memory memory) {
    // An address that is computed is not looked at by lea and nops.
    boolean touched = !mnemonic.startsWith("lea") && !mnemonic.startsWith("nop");
    if (memory.isRelative()) {
      return new Place.Memory(
          text(memory), relativeAddress(memory), List.of(), memory.segment(), touched);
    }
    List<Place.Term> terms = new ArrayList<>(2);
    if (memory.base() != null) {
      terms.add(new Place.Term(memory.base(), 1, false));
    }
    if (memory.index() != null && !memory.index().endsWith("iz")) {
      terms.add(new Place.Term(memory.index(), memory.scale(), false));
    }
    return new Place.Memory(text(memory), memory.displacement(), terms, memory.segment(), touched);
  }

  private boolean usesStack() {
    return flow() == Flow.CALL
        || flow() == Flow.RETURN
        || mnemonic.startsWith("push")
        || mnemonic.startsWith("pop");
  }

  private static String text(Operand operand) {
    StringBuilder out = new StringBuilder();
    AttText.append(out, operand, AddressFormat.HEXADECIMAL);
    return out.toString();
  }

  @Override
  public void append(StringBuilder out, AddressFormat addresses) {
    AttText.append(out, this, addresses);
  }

  @Override
  public void appendMnemonic(StringBuilder out) {
    AttText.appendMnemonic(out, this);
  }

  @Override
  public void appendOperands(StringBuilder out, AddressFormat addresses) {
    AttText.appendOperands(out, this, addresses);
  }
}
