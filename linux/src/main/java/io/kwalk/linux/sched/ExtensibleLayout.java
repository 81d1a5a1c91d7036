package io.kwalk.linux.sched;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.RhashTable;
import java.util.Optional;

/**
 * Members of sched_ext's structs (kernel/sched/ext.c, since 6.12), bound once per kernel; it throws
 * {@code UnknownNameException} where there is no sched_ext.
 */
final class ExtensibleLayout {
  /** SCX_DSQ_LNODE_ITER_CURSOR of enum scx_dsq_lnode_flags. */
  private static final long CURSOR = 1;

  final Field list;
  final Field tree;
  final Field count;
  final Field id;
  final Field hashNode;
  final RhashTable hashTables;

  final Field taskNode;
  final Field taskTreeNode;
  final Field taskNodeFlags;
  final Field taskQueue;
  final Field virtualTime;
  final Field slice;
  final long cursorFlag;

  final Field local;
  final Optional<Field> bypass;
  final Optional<Field> reject;
  final Optional<Field> rescue;

  final Field operationsName;
  final Optional<Field> name;
  final Optional<Field> queues;
  final Optional<Field> globals;
  final Optional<Field> nodes;
  final Optional<Field> globalOfNode;
  final Optional<Field> processors;
  final Optional<Field> bypassOfProcessor;
  final Optional<Field> allSchedulers;

  private ExtensibleLayout(Kernel kernel) {
    list = kernel.field("scx_dispatch_q", "list");
    tree = kernel.field("scx_dispatch_q", "priq");
    count = kernel.field("scx_dispatch_q", "nr");
    id = kernel.field("scx_dispatch_q", "id");
    hashNode = kernel.field("scx_dispatch_q", "hash_node");
    hashTables = RhashTable.of(kernel);
    taskNode = kernel.field("task_struct", "scx.dsq_list.node");
    taskTreeNode = kernel.field("task_struct", "scx.dsq_priq");
    taskNodeFlags = kernel.field("task_struct", "scx.dsq_list.flags");
    taskQueue = kernel.field("task_struct", "scx.dsq");
    virtualTime = kernel.field("task_struct", "scx.dsq_vtime");
    slice = kernel.field("task_struct", "scx.slice");
    cursorFlag = kernel.imageTypes().enumerator("SCX_DSQ_LNODE_ITER_CURSOR").orElse(CURSOR);
    local = kernel.field("rq", "scx.local_dsq");
    bypass = kernel.findField("rq", "scx.bypass_dsq");
    reject = kernel.findField("rq", "scx.reject_dsq");
    rescue = kernel.findField("rq", "scx.rescue.dsq");
    operationsName = kernel.field("sched_ext_ops", "name");
    name = kernel.findField("scx_sched", "ops.name");
    queues = kernel.findField("scx_sched", "dsq_hash");
    globals = kernel.findField("scx_sched", "global_dsqs");
    nodes = kernel.findField("scx_sched", "pnode");
    globalOfNode = kernel.findField("scx_sched_pnode", "global_dsq");
    processors = kernel.findField("scx_sched", "pcpu");
    bypassOfProcessor = kernel.findField("scx_sched_pcpu", "bypass_dsq");
    allSchedulers = kernel.findField("scx_sched", "all");
  }

  static ExtensibleLayout of(Kernel kernel) {
    return kernel.part(ExtensibleLayout.class, ExtensibleLayout::new);
  }
}
