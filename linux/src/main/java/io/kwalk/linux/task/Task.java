package io.kwalk.linux.task;

import io.kwalk.linux.Kernel;

/**
 * A task: a handle on a struct task_struct. Each question reads the dump.
 *
 * @param address of the task_struct
 */
public record Task(Kernel kernel, long address) {
  private TaskLayout layout() {
    return kernel.part(TaskLayout.class, TaskLayout::new);
  }

  /** The thread's id, as `ps` prints it. */
  public int pid() {
    return (int) layout().pid.get(kernel.memory(), address);
  }

  /** The process's id. */
  public int tgid() {
    return (int) layout().tgid.get(kernel.memory(), address);
  }

  /** At most 16 bytes, as the kernel keeps it; not escaped. */
  public String comm() {
    return kernel.memory().cString(layout().comm.addressIn(address), (int) layout().comm.size());
  }
}
