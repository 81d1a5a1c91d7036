package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.arch.arm64.Arm64Architecture;
import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.stack.Registers;
import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.OperandState;
import io.kwalk.linux.code.OperandStates;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/**
 * What dis -c says of an A64 instruction's operands. The guests that dumps of arm64 come from
 * crashed by sysrq-c, which is no fault there: the registers are made up, the memory is theirs.
 */
@Tag("oracle")
final class Arm64FaultOperandsTest {
  /** ldr x1, [x0, #24]. */
  private static final int LOAD = 0xf9400c01;

  /** ldr w3, [x0, x2, lsl #2]. */
  private static final int INDEXED = 0xb8627803;

  /** stp x29, x30, [sp, #-32]!. */
  private static final int PAIR = 0xa9be7bfd;

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream().filter(RealDump::isOfQemu);
  }

  private static List<OperandState> states(Task task, Registers registers, int word) {
    byte[] code = {(byte) word, (byte) (word >> 8), (byte) (word >> 16), (byte) (word >> 24)};
    Instruction instruction =
        Arm64Architecture.ARM64.disassemblers().get().decode(code, 0, 4, 0xffff_8000_0000_0000L);
    return new OperandStates(task, registers).of(instruction);
  }

  private static Registers registers() {
    return Registers.none(Arm64Register.LAYOUT);
  }

  private static OperandState inMemory(List<OperandState> states) {
    return states.stream().filter(state -> state.address().isPresent()).findFirst().orElseThrow();
  }

  @OverDumps("dumps")
  void aNullPointerIsNamedAsBad(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Task init = init(kernel);
      OperandState bad = inMemory(states(init, registers().with(Arm64Register.x(0), 0), LOAD));
      assertEquals(24, bad.address().orElseThrow());
      assertTrue(bad.value().isEmpty());
      assertEquals("a null pointer and an offset", bad.problem());
    }
  }

  @OverDumps("dumps")
  void aGoodPointerHasItsAddressAndWhatIsThere(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Task init = init(kernel);
      Registers registers = registers().with(Arm64Register.x(0), init.address());
      OperandState good = inMemory(states(init, registers, LOAD));
      assertEquals(init.address() + 24, good.address().orElseThrow());
      assertEquals(kernel.memory().u64(init.address() + 24), good.value().orElseThrow());
      OperandState indexed = inMemory(states(init, registers.with(Arm64Register.x(2), 3), INDEXED));
      assertEquals(init.address() + 12, indexed.address().orElseThrow());
      assertEquals(kernel.memory().u64(init.address() + 12), indexed.value().orElseThrow());
    }
  }

  @OverDumps("dumps")
  void aStackThatEndedIsBadBelowItsPointer(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Task init = init(kernel);
      // Nothing is mapped there on any arm64 kernel: between the halves of the address space.
      Registers registers = registers().with(Arm64Register.SP, 0x0100_0000_0000_0000L);
      OperandState bad = inMemory(states(init, registers, PAIR));
      assertEquals(0x0100_0000_0000_0000L - 32, bad.address().orElseThrow());
      assertTrue(bad.value().isEmpty());
    }
  }

  private static Task init(Kernel kernel) {
    assumeTrue(kernel.architecture().equals(Arm64Architecture.ARM64), "skipped: not of arm64");
    return Tasks.of(kernel).all().stream()
        .filter(task -> task.pid() == 1)
        .findFirst()
        .orElseThrow();
  }
}
