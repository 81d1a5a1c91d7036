package io.kwalk.linux.code;

import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.arch.x86_64.disassembler.Instruction;
import io.kwalk.core.arch.x86_64.disassembler.Instruction.Flow;
import io.kwalk.core.arch.x86_64.disassembler.Operand;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Memory;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Register;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Resolves the operands of an instruction by the registers that an exception saved. */
public final class OperandStates {
  /** Addresses below are a null pointer and a member's offset (mmap_min_addr guards them). */
  private static final long NULL_PAGE = 4096;

  private final Kernel kernel;
  private final Task task;
  private final Registers registers;

  public OperandStates(Task task, Registers registers) {
    this.kernel = task.kernel();
    this.task = task;
    this.registers = registers;
  }

  /** Of each operand that has a value or an address, in the manuals' order. */
  public List<OperandState> of(Instruction instruction) {
    List<OperandState> states = new ArrayList<>();
    for (Operand operand : instruction.operands()) {
      switch (operand) {
        case Register register ->
            states.add(
                new OperandState(register, value(register.name()), OptionalLong.empty(), null));
        case Memory memory -> states.add(memory(memory, instruction));
        default -> {}
      }
    }
    if (usesStack(instruction)) {
      OptionalLong sp = registers.get(X86Register.SP);
      states.add(sp.isPresent() ? at(null, sp.getAsLong(), true) : unknown(null));
    }
    return states;
  }

  private static boolean usesStack(Instruction instruction) {
    return instruction.flow() == Flow.CALL
        || instruction.flow() == Flow.RETURN
        || instruction.mnemonic().startsWith("push")
        || instruction.mnemonic().startsWith("pop");
  }

  /** The value of a general register or a part of one; empty if it is not known. */
  public OptionalLong value(String name) {
    X86Register whole = RegisterParts.whole(name);
    if (whole == null || !registers.has(whole)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(RegisterParts.part(name, registers.value(whole)));
  }

  private OperandState memory(Memory memory, Instruction instruction) {
    OptionalLong address = address(memory, instruction);
    // An address that is computed is not looked at by lea and nops.
    boolean touched =
        !instruction.mnemonic().startsWith("lea") && !instruction.mnemonic().startsWith("nop");
    return address.isEmpty() ? unknown(memory) : at(memory, address.getAsLong(), touched);
  }

  private static OperandState unknown(@Nullable Operand operand) {
    return new OperandState(operand, OptionalLong.empty(), OptionalLong.empty(), null);
  }

  private OptionalLong address(Memory memory, Instruction instruction) {
    if (memory.isRelative()) {
      return sum(memory, instruction.relativeAddress().getAsLong());
    }
    long sum = memory.displacement();
    if (memory.base() != null) {
      OptionalLong base = value(memory.base());
      if (base.isEmpty()) {
        return base;
      }
      sum += base.getAsLong();
    }
    if (memory.index() != null && !memory.index().endsWith("iz")) {
      OptionalLong index = value(memory.index());
      if (index.isEmpty()) {
        return index;
      }
      sum += index.getAsLong() * memory.scale();
    }
    return sum(memory, sum);
  }

  /** Adds what GS points to in the kernel: the processor's per-CPU area. */
  private OptionalLong sum(Memory memory, long address) {
    if ("gs".equals(memory.segment())) {
      return OptionalLong.of(address + kernel.perCpu().offset(task.cpu()));
    }
    return "fs".equals(memory.segment()) ? OptionalLong.empty() : OptionalLong.of(address);
  }

  private OperandState at(@Nullable Operand operand, long address, boolean touched) {
    OptionalLong where = OptionalLong.of(address);
    try {
      long value = (address < 0 ? kernel.memory() : user()).u64(address);
      return new OperandState(operand, OptionalLong.of(value), where, null);
    } catch (MemoryFault fault) {
      String problem = touched ? problem(address, fault) : null;
      return new OperandState(operand, OptionalLong.empty(), where, problem);
    }
  }

  private io.kwalk.core.memory.Memory user() {
    OptionalLong mm = task.mm();
    if (mm.isEmpty()) {
      return kernel.memory();
    }
    long pgd = kernel.field("mm_struct", "pgd").get(kernel.memory(), mm.getAsLong());
    return kernel.userMemory(kernel.memory().physical(pgd));
  }

  private static String problem(long address, MemoryFault fault) {
    if (address >= 0 && address < NULL_PAGE) {
      return address == 0 ? "a null pointer" : "a null pointer and an offset";
    }
    return fault.reason().text();
  }
}
