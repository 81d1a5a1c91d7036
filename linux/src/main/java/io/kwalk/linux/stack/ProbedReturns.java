package io.kwalk.linux.stack;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.task.Task;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What kretprobes and rethooks keep of the functions that a task is in, innermost first: of each
 * the address of the return address on the stack, and what was there. Several probes of one
 * function: all but one have kept the trampoline.
 *
 * <p>Since 5.18 (54ecbe6f1ed5) struct rethook_node in task_struct.rethooks; without CONFIG_RETHOOK,
 * and since 5.11 (d741bf41d7c7), struct kretprobe_instance in task_struct.kretprobe_instances;
 * before in the buckets of kretprobe_inst_table, of all tasks.
 */
final class ProbedReturns {
  /** KPROBE_TABLE_SIZE (kernel/kprobes.c). */
  private static final int BUCKETS = 64;

  private final Kernel kernel;
  private final Memory memory;
  private final Task task;

  ProbedReturns(Kernel kernel, Task task) {
    this.kernel = kernel;
    this.memory = kernel.memory();
    this.task = task;
  }

  /**
   * What the return address at {@code at} was.
   *
   * @param trampoline what it is now
   */
  OptionalLong behind(long trampoline, long at) {
    Optional<Field> rethooks = kernel.findField("task_struct", "rethooks");
    if (rethooks.isPresent()) {
      OptionalLong found = inList(rethooks.get(), "rethook_node", "llist", "frame", trampoline, at);
      if (found.isPresent()) {
        return found;
      }
    }
    Optional<Field> instances = kernel.findField("task_struct", "kretprobe_instances");
    if (instances.isPresent()) {
      return kernel.findField("kretprobe_instance", "llist").isPresent()
          ? inList(instances.get(), "kretprobe_instance", "llist", "fp", trampoline, at)
          : OptionalLong.empty();
    }
    return inTable(trampoline, at);
  }

  private OptionalLong inList(
      Field list, String struct, String link, String frame, long trampoline, long at) {
    long linkAt = kernel.field(struct, link).offset();
    Field original = kernel.field(struct, "ret_addr");
    Field where = kernel.field(struct, frame);
    // llist_head has `first` as its only word, and nodes end at null, as hlists do.
    for (long node : ListHead.walkHlist(memory, task.address() + list.offset()).nodes()) {
      long entry = node - linkAt;
      long address = original.get(memory, entry);
      if (where.get(memory, entry) == at && address != trampoline) {
        return OptionalLong.of(address);
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong inTable(long trampoline, long at) {
    long table = kernel.address("kretprobe_inst_table");
    long linkAt = kernel.field("kretprobe_instance", "hlist").offset();
    Field original = kernel.field("kretprobe_instance", "ret_addr");
    Field where = kernel.field("kretprobe_instance", "fp");
    Field owner = kernel.field("kretprobe_instance", "task");
    for (int i = 0; i < BUCKETS; i++) {
      for (long node : ListHead.walkHlist(memory, table + 8L * i).nodes()) {
        long entry = node - linkAt;
        long address = original.get(memory, entry);
        if (owner.get(memory, entry) == task.address()
            && where.get(memory, entry) == at
            && address != trampoline) {
          return OptionalLong.of(address);
        }
      }
    }
    return OptionalLong.empty();
  }
}
