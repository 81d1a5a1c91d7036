package io.kwalk.linux.stack;

import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a task's stack tells of its use. Costs one read of the stack and one trace.
 *
 * @param stack where it lies: its end is at the lowest address
 * @param end the word at its end, {@link StackWords#END_MAGIC} unless it was overwritten
 * @param cpu thread_info.cpu
 * @param cpus how many processors there are: {@code cpu} must be below
 * @param used bytes in use, from where the task's trace begins on this stack; 0 if it is on none of
 *     its frames
 * @param deepest the most bytes that were ever in use: a stack is given out full of zeros
 *     (kernel/fork.c, alloc_thread_stack_node), words that were never written still are. Empty
 *     where the end was overwritten
 */
public record StackCheck(
    Task task, AddressRange stack, long end, int cpu, int cpus, long used, OptionalLong deepest) {
  /** Behind so many words a fill of 1, 2, 4, 5, 8 or 10 bytes begins anew. */
  private static final int FILL_WORDS = 5;

  /**
   * Looks at the stack of {@code task}; empty if it was freed.
   *
   * @throws io.kwalk.core.memory.MemoryFault if the stack cannot be read
   */
  public static Optional<StackCheck> of(Task task) {
    Optional<StackRegion> stack = TaskStack.of(task);
    if (stack.isEmpty()) {
      return Optional.empty();
    }
    AddressRange range = stack.get().range();
    long[] words = new StackWords(task.kernel()).read(range);
    boolean whole = words[0] == StackWords.END_MAGIC;
    return Optional.of(
        new StackCheck(
            task,
            range,
            words[0],
            task.cpu(),
            Processors.of(task.kernel()).count(),
            used(task, stack.get()),
            whole ? OptionalLong.of(deepest(words, fill(task, words))) : OptionalLong.empty()));
  }

  /** Of the stack in bytes. */
  public long size() {
    return stack.end() - stack.start();
  }

  /** Whether the end of the stack is as the kernel set it. */
  public boolean isEndWhole() {
    return end == StackWords.END_MAGIC;
  }

  /** Whether there is such a processor. */
  public boolean isCpuValid() {
    return cpu >= 0 && cpu < cpus;
  }

  private static long used(Task task, StackRegion stack) {
    StackTrace trace = TaskTraces.of(task.kernel()).trace(task);
    for (StackFrame frame : trace.frames()) {
      if (stack.contains(frame.returnAddressAt())) {
        return stack.range().end() - frame.returnAddressAt();
      }
    }
    return 0;
  }

  /**
   * The words that a stack was given out with, which repeat: zeros. Of init_task's, which is a part
   * of the image, they are what the linker fills gaps with: zeros to 6.12, in Debian's 7.3 the 10
   * bytes of {@code cs nopw 0x0(%rax,%rax,1)}.
   */
  private static long[] fill(Task task, long[] words) {
    boolean initial = task.stack().orElse(0) == TaskStack.initialStack(task.kernel());
    return initial ? Arrays.copyOfRange(words, 1, 1 + FILL_WORDS) : new long[1];
  }

  private static long deepest(long[] words, long[] fill) {
    int first = 1;
    while (first < words.length && words[first] == fill[(first - 1) % fill.length]) {
      first++;
    }
    return 8L * (words.length - first);
  }
}
