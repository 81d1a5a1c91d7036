package io.kwalk.shell.code;

import io.kwalk.core.arch.code.AddressFormat;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.linux.Kernel;

/**
 * Lines of instructions as gdb prints those of code without a symbol: targets inside the code are
 * addresses alone.
 */
public final class InstructionText implements AddressFormat {
  private final AddressText addresses;
  private final AddressRange code;

  public InstructionText(Kernel kernel, AddressRange code, boolean hexadecimal) {
    addresses = new AddressText(kernel.symbols(), hexadecimal);
    this.code = code;
  }

  /** The address, a colon, a tab, the instruction. */
  public String of(Instruction instruction) {
    return "0x" + Long.toHexString(instruction.address()) + ":\t" + withoutAddress(instruction);
  }

  /** The instruction, targets with their symbols. */
  public String withoutAddress(Instruction instruction) {
    StringBuilder out = new StringBuilder(80);
    instruction.append(out, this);
    return out.toString();
  }

  @Override
  public void append(StringBuilder out, long address) {
    (code.contains(address) ? HEXADECIMAL : addresses).append(out, address);
  }

  @Override
  public boolean printsImpliedOne() {
    return addresses.printsImpliedOne();
  }
}
