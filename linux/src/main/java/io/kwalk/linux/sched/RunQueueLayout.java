package io.kwalk.linux.sched;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.linux.Kernel;
import java.util.Optional;

/** Members of the scheduler's structs, bound once per kernel (kernel/sched/sched.h). */
final class RunQueueLayout {
  /** MAX_RT_PRIO (include/linux/sched/prio.h). */
  static final int REAL_TIME_PRIORITIES = 100;

  final Field cfs;
  final Field tree;
  final Field running;
  final Optional<Field> group;
  final Optional<Field> throttled;
  final Optional<Field> ownQueue;
  final Field runNode;
  final Field realTime;
  final long realTimeQueues;
  final Field runList;
  final Field entity;
  final Field priority;
  final Field onQueue;
  final Optional<Field> deadlineRoot;
  final Optional<Field> deadlineNode;
  final Optional<Field> deadlineServer;
  final Optional<Field> extensibleList;
  final Optional<Field> extensibleNode;
  final Optional<Field> vruntime;
  final Optional<Field> deadline;
  final Optional<Field> lag;
  final Optional<Field> slice;
  final Optional<Field> delayed;
  final Optional<Field> controlGroupNode;
  final Optional<Field> nodeName;

  RunQueueLayout(Kernel kernel) {
    cfs = kernel.field("rq", "cfs");
    tree = kernel.field("cfs_rq", "tasks_timeline");
    running = kernel.field("cfs_rq", "curr");
    group = kernel.findField("cfs_rq", "tg");
    throttled = kernel.findField("cfs_rq", "throttled");
    ownQueue = kernel.findField("sched_entity", "my_q");
    runNode = kernel.field("sched_entity", "run_node");
    realTime = kernel.field("rq", "rt.active");
    realTimeQueues = kernel.field("rt_prio_array", "queue").offset();
    runList = kernel.field("task_struct", "rt.run_list");
    entity = kernel.field("task_struct", "se");
    priority = kernel.field("task_struct", "prio");
    onQueue = kernel.field("task_struct", "on_rq");
    deadlineRoot = kernel.findField("rq", "dl.root");
    deadlineNode = kernel.findField("task_struct", "dl.rb_node");
    deadlineServer = kernel.findField("task_struct", "dl.dl_server");
    extensibleList = kernel.findField("rq", "scx.runnable_list");
    extensibleNode = kernel.findField("task_struct", "scx.runnable_node");
    vruntime = kernel.findField("sched_entity", "vruntime");
    deadline = kernel.findField("sched_entity", "deadline");
    lag = kernel.findField("sched_entity", "vlag");
    slice = kernel.findField("sched_entity", "slice");
    delayed = kernel.findField("sched_entity", "sched_delayed");
    controlGroupNode = kernel.findField("task_group", "css.cgroup");
    nodeName = kernel.findField("cgroup", "kn");
  }

  static RunQueueLayout of(Kernel kernel) {
    return kernel.part(RunQueueLayout.class, RunQueueLayout::new);
  }
}
