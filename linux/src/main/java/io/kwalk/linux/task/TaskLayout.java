package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.linux.Kernel;
import java.util.Optional;

/** Members of struct task_struct that nearly every walk needs, bound once per kernel. */
final class TaskLayout {
  final Field pid;
  final Field tgid;
  final Field comm;

  /** {@code __state} since 5.14 (2f064a59a11f). */
  final Field state;

  final Field exitState;
  final Field flags;

  /**
   * In thread_info since 5.16 (bcf9033e5449), on x86 in the task itself before. A kernel of one
   * processor has neither.
   */
  final Optional<Field> cpu;

  final Field parent;
  final Field mm;
  final Field stack;
  final Field tasks;
  final Field groupLeader;
  final Field signal;

  TaskLayout(Kernel kernel) {
    pid = kernel.field("task_struct", "pid");
    tgid = kernel.field("task_struct", "tgid");
    comm = kernel.field("task_struct", "comm");
    state = kernel.field("task_struct", "__state", "state");
    exitState = kernel.field("task_struct", "exit_state");
    flags = kernel.field("task_struct", "flags");
    cpu = kernel.findField("task_struct", "thread_info.cpu", "cpu");
    parent = kernel.field("task_struct", "parent");
    mm = kernel.field("task_struct", "mm");
    stack = kernel.field("task_struct", "stack");
    tasks = kernel.field("task_struct", "tasks");
    groupLeader = kernel.field("task_struct", "group_leader");
    signal = kernel.field("task_struct", "signal");
  }
}
