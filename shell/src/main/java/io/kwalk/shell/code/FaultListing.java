package io.kwalk.shell.code;

import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.CodeReader;
import io.kwalk.linux.code.FunctionRange;
import io.kwalk.linux.code.OperandState;
import io.kwalk.linux.code.OperandStates;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** {@code dis -c}: the code around the instruction that an exception interrupted. */
final class FaultListing {
  private static final int BEFORE = 8;
  private static final int BEHIND = 5;

  private final Kernel kernel;
  private final AddressText addresses;
  private final Output output;
  private final CodeReader code;

  FaultListing(Kernel kernel, AddressText addresses, Output output) {
    this.kernel = kernel;
    this.addresses = addresses;
    this.output = output;
    this.code = new CodeReader(kernel.architecture(), kernel.memory());
  }

  void print(Task task) throws CommandException {
    Registers registers = registers(task);
    long ip = registers.ip();
    Instruction instruction;
    try {
      instruction = code.at(ip);
    } catch (MemoryFault fault) {
      throw new CommandException(
          "the program counter itself is bad: " + Text.hex(ip, 16) + ": " + fault.getMessage());
    }
    List<OperandState> states = new OperandStates(task, registers).of(instruction);
    if (output.json()) {
      output.row(json(task, instruction, states));
      return;
    }
    for (long at : before(ip)) {
      line("   ", code.at(at));
    }
    line("=> ", instruction);
    states.forEach(state -> output.line("          " + text(state)));
    behind(instruction.next());
  }

  /** Those of the last exception in kernel code. */
  private Registers registers(Task task) throws CommandException {
    for (StackFrame frame : TaskTraces.of(kernel).trace(task).frames()) {
      Optional<Registers> interrupted = frame.interrupted();
      if (interrupted.isPresent()) {
        return interrupted.get();
      }
    }
    throw new CommandException(
        "no exception interrupted task " + task.pid() + " in the kernel: see bt -l for its calls");
  }

  private Deque<Long> before(long ip) {
    Deque<Long> last = new ArrayDeque<>();
    Optional<FunctionRange> function = FunctionRange.of(kernel, code, ip);
    long at = function.isPresent() ? function.get().start() : ip;
    while (Long.compareUnsigned(at, ip) < 0) {
      last.addLast(at);
      if (last.size() > BEFORE) {
        last.removeFirst();
      }
      at = code.at(at).next();
    }
    return last;
  }

  private void behind(long address) {
    try {
      long at = address;
      for (int i = 0; i < BEHIND; i++) {
        Instruction instruction = code.at(at);
        line("   ", instruction);
        at = instruction.next();
      }
    } catch (MemoryFault fault) {
      output.line("   " + fault.getMessage());
    }
  }

  private void line(String mark, Instruction instruction) {
    StringBuilder out = new StringBuilder(mark);
    addresses.append(out, instruction.address());
    out.append(":\t");
    instruction.append(out, addresses);
    SiteText.append(out, kernel, instruction.address());
    output.line(out.toString());
  }

  private String text(OperandState state) {
    StringBuilder out = new StringBuilder(operand(state)).append(" = ");
    if (state.address().isPresent()) {
      out.append('[');
      addresses.append(out, state.address().getAsLong());
      out.append("] = ");
    }
    if (state.value().isPresent()) {
      addresses.append(out, state.value().getAsLong());
    } else {
      out.append(state.problem() == null ? "unknown" : "BAD: " + state.problem());
    }
    return out.toString();
  }

  private static String operand(OperandState state) {
    return state.operand().isEmpty() ? "stack" : state.operand();
  }

  private JsonObject json(Task task, Instruction instruction, List<OperandState> states) {
    JsonObject row = new JsonObject().put("pid", task.pid());
    row.putAddress("address", instruction.address());
    addresses.put(row, "symbol", "offset", instruction.address());
    row.put("text", instruction.text());
    List<JsonObject> operands = new ArrayList<>();
    for (OperandState state : states) {
      JsonObject object = new JsonObject().put("operand", operand(state));
      state.address().ifPresent(address -> object.putAddress("address", address));
      state.value().ifPresent(value -> object.putAddress("value", value));
      if (state.problem() != null) {
        object.put("problem", state.problem());
      }
      operands.add(object);
    }
    return row.putObjects("operands", operands);
  }
}
