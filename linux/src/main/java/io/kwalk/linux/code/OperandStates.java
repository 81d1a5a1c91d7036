package io.kwalk.linux.code;

import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.arch.code.Place;
import io.kwalk.core.memory.Memory;
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
  private final RegisterParts parts;

  public OperandStates(Task task, Registers registers) {
    this.kernel = task.kernel();
    this.task = task;
    this.registers = registers;
    this.parts = RegisterParts.of(kernel.architecture());
  }

  /** Of each operand that has a value or an address, in the manuals' order. */
  public List<OperandState> of(Instruction instruction) {
    List<OperandState> states = new ArrayList<>();
    for (Place place : instruction.places()) {
      states.add(
          switch (place) {
            case Place.Register register ->
                new OperandState(
                    register.text(), value(register.name()), OptionalLong.empty(), null);
            case Place.Memory memory -> memory(memory);
          });
    }
    return states;
  }

  /** The value of a general register or a part of one; empty if it is not known. */
  public OptionalLong value(String name) {
    return parts.value(name, registers);
  }

  private OperandState memory(Place.Memory memory) {
    OptionalLong address = address(memory);
    return address.isEmpty()
        ? new OperandState(memory.text(), OptionalLong.empty(), address, null)
        : at(memory.text(), address.getAsLong(), memory.touched());
  }

  private OptionalLong address(Place.Memory memory) {
    long sum = memory.displacement();
    for (Place.Term term : memory.terms()) {
      OptionalLong value = value(term.register());
      if (value.isEmpty()) {
        return value;
      }
      long extended = term.signed() ? (int) value.getAsLong() : value.getAsLong();
      sum += extended * term.scale();
    }
    return inSegment(memory.segment(), sum);
  }

  /** Adds what GS points to in the kernel: the processor's per-CPU area. */
  private OptionalLong inSegment(@Nullable String segment, long address) {
    if ("gs".equals(segment)) {
      return OptionalLong.of(address + kernel.perCpu().offset(task.cpu()));
    }
    return "fs".equals(segment) ? OptionalLong.empty() : OptionalLong.of(address);
  }

  private OperandState at(String operand, long address, boolean touched) {
    OptionalLong where = OptionalLong.of(address);
    try {
      long value = (address < 0 ? kernel.memory() : user()).u64(address);
      return new OperandState(operand, OptionalLong.of(value), where, null);
    } catch (MemoryFault fault) {
      String problem = touched ? problem(address, fault) : null;
      return new OperandState(operand, OptionalLong.empty(), where, problem);
    }
  }

  private Memory user() {
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
