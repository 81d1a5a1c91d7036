package io.kwalk.shell.command;

import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.swap.UserMemory;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Session;

/** Which memory an address argument is in. */
public final class AddressSpace {
  private AddressSpace() {}

  /** Whether an address lies in the half of the kernel: the upper one, on x86-64 and arm64. */
  public static boolean isKernel(long address) {
    return address < 0;
  }

  /** The kernel's memory, or the current task's for an address in the lower half. */
  public static Memory of(Session session, long address) throws CommandException {
    return isKernel(address)
        ? session.kernel().memory()
        : userMemory(session.kernel(), session.currentTask());
  }

  /**
   * A task's user memory, with what was swapped out into zram or zswap.
   *
   * @throws CommandException if it has none
   */
  public static UserMemory userMemory(Kernel kernel, Task task) throws CommandException {
    return new UserMemory(kernel, rootTable(kernel, task));
  }

  /** The physical address of a task's top page table. */
  public static long rootTable(Kernel kernel, Task task) throws CommandException {
    long mm =
        task.mm()
            .orElseThrow(() ->
                new CommandException(
                    "task " + task.pid() + " has no user memory: set another with \"set PID\""));
    long pgd = kernel.field("mm_struct", "pgd").get(kernel.memory(), mm);
    return kernel.memory().physical(pgd);
  }
}
