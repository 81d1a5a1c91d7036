package io.kwalk.linux.identify;

import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.CpuStack;
import io.kwalk.linux.stack.CpuStacks;
import io.kwalk.linux.stack.TaskStack;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Stacks by address: a word read a task, once. */
final class StackIndex {
  private final TreeMap<Long, Task> tasks = new TreeMap<>(Long::compareUnsigned);
  private final TreeMap<Long, CpuStack> processors = new TreeMap<>(Long::compareUnsigned);
  private final long size;

  StackIndex(Kernel kernel) {
    size = TaskStack.size(kernel);
    for (Task task : Tasks.of(kernel).all()) {
      try {
        task.stack().ifPresent(start -> tasks.put(start, task));
      } catch (MemoryFault _) {
        // Its stack is not known.
      }
    }
    for (CpuStack stack : CpuStacks.of(kernel).all()) {
      processors.put(stack.region().range().start(), stack);
    }
  }

  Optional<Identity> at(long address) {
    Map.Entry<Long, Task> task = tasks.floorEntry(address);
    if (task != null && address - task.getKey() < size) {
      return Optional.of(new Identity.TaskStack(task.getValue(), address - task.getKey()));
    }
    Map.Entry<Long, CpuStack> stack = processors.floorEntry(address);
    if (stack != null && stack.getValue().region().contains(address)) {
      AddressRange range = stack.getValue().region().range();
      return Optional.of(
          new Identity.CpuStack(
              stack.getValue().cpu(), stack.getValue().region().name(), address - range.start()));
    }
    return Optional.empty();
  }
}
