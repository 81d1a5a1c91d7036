package io.kwalk.linux.stack;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.OptionalLong;

/**
 * The shadow stack of the function graph tracer (kernel/trace/fgraph.c): task_struct.ret_stack,
 * used as far as curr_ret_stack says. To 6.10 an array of struct ftrace_ret_stack, curr_ret_stack
 * the index of the last (-1: none). Since 6.11 (42675b723b48) a page of words, curr_ret_stack how
 * many are used; each call has a struct ftrace_ret_stack, words of its tracers, and one that says
 * how many these are.
 */
final class GraphReturns {
  /** FTRACE_RETFUNC_DEPTH. */
  private static final int MAX_CALLS = 50;

  /** SHADOW_STACK_SIZE. */
  private static final int MAX_WORDS = 512;

  private static final int WORD = 8;

  private final Memory memory;
  private final long stack;
  private final int used;
  private final boolean words;
  private final long size;
  private final Field original;
  private final Field where;

  GraphReturns(Kernel kernel, Task task) {
    memory = kernel.memory();
    Field pointer = kernel.field("task_struct", "ret_stack");
    stack = pointer.get(memory, task.address());
    used = (int) kernel.field("task_struct", "curr_ret_stack").get(memory, task.address());
    words =
        pointer.type().strip() instanceof PointerType type
            && type.target().strip() instanceof IntType;
    size = kernel.struct("ftrace_ret_stack").size();
    original = kernel.field("ftrace_ret_stack", "ret");
    where = kernel.field("ftrace_ret_stack", "retp");
  }

  /** What the return address at {@code at} was; empty if the tracer did not replace it. */
  OptionalLong behind(long at) {
    if (stack == 0 || size < WORD) {
      return OptionalLong.empty();
    }
    return words ? inWords(at) : inArray(at);
  }

  private OptionalLong inArray(long at) {
    for (int i = Math.min(used, MAX_CALLS - 1); i >= 0; i--) {
      long entry = stack + i * size;
      if (where.get(memory, entry) == at) {
        return OptionalLong.of(original.get(memory, entry));
      }
    }
    return OptionalLong.empty();
  }

  /** No word but {@code retp} is an address of a return address: what lies between is passed. */
  private OptionalLong inWords(long at) {
    int count = Math.min(used, MAX_WORDS);
    if (count <= 0) {
      return OptionalLong.empty();
    }
    byte[] bytes = memory.read(stack, count * WORD);
    for (int entry = bytes.length - (int) size; entry >= 0; entry -= WORD) {
      if (ByteArrays.u64(bytes, entry + (int) where.offset(), memory.byteOrder()) == at) {
        return OptionalLong.of(
            ByteArrays.u64(bytes, entry + (int) original.offset(), memory.byteOrder()));
      }
    }
    return OptionalLong.empty();
  }
}
