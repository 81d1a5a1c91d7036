package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.linux.Kernel;

/** Members of struct task_struct, bound once per kernel. */
final class TaskLayout {
  final Field pid;
  final Field tgid;
  final Field comm;

  TaskLayout(Kernel kernel) {
    pid = kernel.field("task_struct", "pid");
    tgid = kernel.field("task_struct", "tgid");
    comm = kernel.field("task_struct", "comm");
  }
}
