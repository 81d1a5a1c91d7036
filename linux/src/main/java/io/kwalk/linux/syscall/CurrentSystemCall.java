package io.kwalk.linux.syscall;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.image.Machines;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.UserRegisters;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a task of user mode is in, as /proc/PID/syscall says it.
 *
 * @param number of the system call; -1 where the task entered the kernel otherwise (a fault, an
 *     interrupt) or not at all
 * @param arguments all six that there are room for, whatever the call takes
 * @param sp the user's stack pointer
 * @param ip the instruction behind the call
 * @param userMode whether it was running user code
 */
public record CurrentSystemCall(
    SystemCallAbi abi, int number, List<Long> arguments, long sp, long ip, boolean userMode) {
  private static final int ARGUMENTS = 6;

  /** TS_COMPAT (arch/x86/include/asm/thread_info.h): the call came through int 0x80 or SYSENTER. */
  private static final long TS_COMPAT = 2;

  public CurrentSystemCall {
    arguments = List.copyOf(arguments);
  }

  /** Whether it is in a system call. */
  public boolean isCall() {
    return number != -1;
  }

  /**
   * That of {@code task}; empty for a task without user registers: a kernel thread, a dead task.
   *
   * @throws io.kwalk.core.memory.MemoryFault if its stack cannot be read
   */
  public static Optional<CurrentSystemCall> of(Task task) {
    return UserRegisters.of(task).map(registers -> read(task, registers));
  }

  private static CurrentSystemCall read(Task task, Registers registers) {
    SystemCallAbi abi = abi(task, registers);
    boolean user = UserRegisters.isInUserMode(task);
    List<Long> arguments = new ArrayList<>();
    for (int i = 0; i < ARGUMENTS; i++) {
      arguments.add(abi.argument(registers, i));
    }
    int number = user ? -1 : abi.number(registers);
    return new CurrentSystemCall(abi, number, arguments, registers.sp(), registers.ip(), user);
  }

  private static SystemCallAbi abi(Task task, Registers registers) {
    Kernel kernel = task.kernel();
    if (kernel.architecture().machine() == Machines.EM_AARCH64) {
      return Arm64Register.isAarch32(registers.value(Arm64Register.PSTATE))
          ? SystemCallAbi.ARM
          : SystemCallAbi.ARM64;
    }
    Optional<Field> status = kernel.findField("task_struct", "thread_info.status");
    boolean compat =
        status.isPresent() && (status.get().get(kernel.memory(), task.address()) & TS_COMPAT) != 0;
    return compat ? SystemCallAbi.I386 : SystemCallAbi.X86_64;
  }
}
