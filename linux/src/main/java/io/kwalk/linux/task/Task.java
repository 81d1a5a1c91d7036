package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.object.Reference;
import io.kwalk.linux.Kernel;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A task: a handle on a struct task_struct. Each question reads the dump, and throws a {@link
 * io.kwalk.core.memory.MemoryFault} if it cannot.
 *
 * @param address of the task_struct
 */
public record Task(Kernel kernel, long address) {
  /** PF_EXITING, PF_KTHREAD (include/linux/sched.h). */
  private static final long PF_KTHREAD = 0x0020_0000;

  private TaskLayout layout() {
    return kernel.part(TaskLayout.class, TaskLayout::new);
  }

  private long get(Field field) {
    return field.get(kernel.memory(), address);
  }

  /** A typed reference to it. */
  public Reference reference() {
    return kernel.at("task_struct", address);
  }

  /** The thread's id, as `ps` prints it. */
  public int pid() {
    return (int) get(layout().pid);
  }

  /** The process's id. */
  public int tgid() {
    return (int) get(layout().tgid);
  }

  /** At most 16 bytes, as the kernel keeps it; not escaped. */
  public String comm() {
    return kernel.memory().cString(layout().comm.addressIn(address), (int) layout().comm.size());
  }

  public TaskState state() {
    return new TaskState((get(layout().state) | get(layout().exitState)) & 0xffff_ffffL);
  }

  /** PF_* bits. */
  public long flags() {
    return get(layout().flags) & 0xffff_ffffL;
  }

  /** The processor it runs or last ran on. */
  public int cpu() {
    Optional<Field> cpu = layout().cpu;
    return cpu.isEmpty() ? 0 : (int) get(cpu.get());
  }

  /** Its parent, for signals and wait(2); empty where the pointer is null. */
  public Optional<Task> parent() {
    return task(get(layout().parent));
  }

  /** The first thread of its process. */
  public Optional<Task> groupLeader() {
    return task(get(layout().groupLeader));
  }

  private Optional<Task> task(long pointer) {
    return pointer == 0 ? Optional.empty() : Optional.of(new Task(kernel, pointer));
  }

  /** Address of its mm_struct; empty for a kernel thread and for a task that has exited. */
  public OptionalLong mm() {
    return pointer(layout().mm);
  }

  /** Address of its signal_struct; empty once it was reaped. */
  public OptionalLong signal() {
    return pointer(layout().signal);
  }

  /** The lowest address of its kernel stack. */
  public OptionalLong stack() {
    return pointer(layout().stack);
  }

  private OptionalLong pointer(Field field) {
    long value = get(field);
    return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** PF_KTHREAD; idle tasks have it too since 5.14 only. */
  public boolean isKernelThread() {
    return (flags() & PF_KTHREAD) != 0;
  }

  /** Whether it is one of the per-processor idle tasks. */
  public boolean isIdle() {
    return Processors.of(kernel).isIdle(address);
  }

  /** The processor that was running it, if one was: whose registers are its own. */
  public OptionalInt runningCpu() {
    return Processors.of(kernel).runningCpu(address);
  }

  /** The processor that it is the current task of, if it is; {@link Processors#mark} may say so. */
  public OptionalInt activeCpu() {
    return Processors.of(kernel).activeCpu(address);
  }
}
