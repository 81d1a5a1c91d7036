package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.object.Target;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Session;
import java.util.OptionalLong;

/** The current task's memory with the kernel's types. */
record UserTarget(Memory memory, Types types, Symbols symbols) implements Target {
  static UserTarget of(Session session) throws CommandException {
    Kernel kernel = session.kernel();
    OptionalLong mm = session.currentTask().mm();
    if (mm.isEmpty()) {
      throw new CommandException("the current task has no user memory: it is a kernel thread");
    }
    long pgd = kernel.field("mm_struct", "pgd").get(kernel.memory(), mm.getAsLong());
    Memory memory = kernel.userMemory(kernel.memory().physical(pgd));
    return new UserTarget(memory, kernel.types(), kernel.symbols());
  }
}
