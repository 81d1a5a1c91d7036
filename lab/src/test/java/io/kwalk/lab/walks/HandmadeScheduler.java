package io.kwalk.lab.walks;

import io.kwalk.core.debuginfo.kallsyms.KallsymsTables;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.Machines;
import io.kwalk.lab.boot.HandmadeArm64;
import io.kwalk.lab.debuginfo.BtfWriter;
import io.kwalk.lab.debuginfo.BtfWriter.Constant;
import io.kwalk.lab.debuginfo.BtfWriter.Member;
import io.kwalk.lab.debuginfo.KallsymsWriter;
import io.kwalk.lab.image.Bytes;
import io.kwalk.lab.image.ElfCoreWriter;
import io.kwalk.lab.image.NoteWriter;
import io.kwalk.linux.Kernel;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * A dump of four megabytes whose kernel keeps sched_ext's state as Linux 6.12 to 6.15 did: in
 * variables, without struct scx_sched. Places are bytes from the start of its memory.
 */
final class HandmadeScheduler {
  static final int OPERATIONS = 0x1_0000;
  static final int STATE = 0x1_0200;
  static final int QUEUE_TABLE = 0x1_0220;
  static final int RUN_QUEUE = 0x1_1000;
  static final int GLOBAL_QUEUE = 0x1_2000;
  static final int BUCKETS = 0x1_3000;

  /** Of struct rq: rt, then cfs, then scx. */
  static final int LOCAL_QUEUE = RUN_QUEUE + 1664;

  /** Of struct scx_dispatch_q. */
  static final int TREE = 24;

  static final int COUNT = 32;
  static final int HASH_NODE = 48;

  /** Of struct task_struct: scx.dsq_list, scx.dsq_priq. */
  static final int LINK = 64 + 8;

  static final int TREE_NODE = 64 + 32;

  private static final long IMAGE = HandmadeArm64.IMAGE;
  private static final int SEQUENCE = 0x1_0208;
  private static final int NODE_COUNT = 0x1_0210;
  private static final int GLOBAL_QUEUES = 0x1_0218;
  private static final int GLOBAL_POINTERS = 0x1_0230;
  private static final int TYPES = 0x8_0000;
  private static final int NAMES = 0xc_0000;
  private static final String RELEASE = "6.12.0-handmade";

  private static final String VARIABLES =
      """
      SYMBOL(scx_ops)=ffff800080010000
      SYMBOL(scx_ops_enable_state_var)=ffff800080010200
      SYMBOL(scx_enable_seq)=ffff800080010208
      SYMBOL(nr_node_ids)=ffff800080010210
      SYMBOL(global_dsqs)=ffff800080010218
      SYMBOL(dsq_hash)=ffff800080010220
      SYMBOL(runqueues)=ffff800080011000
      """;

  private final Bytes ram = new Bytes(ByteOrder.LITTLE_ENDIAN);
  private final KallsymsTables tables;

  /** A scheduler "by_hand" is enabled; there is one global queue, and none of its own. */
  HandmadeScheduler() {
    ram.u64(4 * HandmadeArm64.TOP - 8, 0);
    HandmadeArm64.fill(ram, RELEASE, "aarch64");
    byte[] types = types();
    ram.bytes(TYPES, types);
    KallsymsWriter names = new KallsymsWriter(KallsymsWriter.Layout.ABSOLUTE, at(NAMES));
    names.add("_stext", 'T', IMAGE);
    for (int other = 1; other < 400; other++) { // so few names as it has else no kernel has
      names.add("function_" + other, 't', IMAGE + 16L * other);
    }
    names.add("__start_BTF", 'R', at(TYPES)).add("__stop_BTF", 'R', at(TYPES) + types.length);
    ram.bytes(NAMES, names.bytes());
    tables = names.tables();
    ram.text(OPERATIONS, "by_hand").u32(STATE, 1).u64(SEQUENCE, 3).u32(NODE_COUNT, 1);
    ram.u64(GLOBAL_QUEUES, at(GLOBAL_POINTERS)).u64(GLOBAL_POINTERS, at(GLOBAL_QUEUE));
    for (int priority = 0; priority < 100; priority++) {
      list(RUN_QUEUE + 16 * priority);
    }
    list(LOCAL_QUEUE + 56);
    queue(LOCAL_QUEUE, 0x8000_0000_0000_0002L);
    queue(GLOBAL_QUEUE, 0x8000_0000_0000_0001L);
    ram.u64(QUEUE_TABLE, at(BUCKETS)).u32(BUCKETS, 4);
  }

  /** The address of a place. */
  static long at(int place) {
    return IMAGE + place;
  }

  /** A circular list at {@code head} through {@code nodes}. */
  HandmadeScheduler list(int head, int... nodes) {
    int last = head;
    for (int node : nodes) {
      ram.u64(last, at(node)).u64(node + 8, at(last));
      last = node;
    }
    ram.u64(last, at(head)).u64(head + 8, at(last));
    return this;
  }

  /** A dispatch queue with tasks in order of arrival. */
  HandmadeScheduler queue(int queue, long id, int... tasks) {
    int[] links = new int[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      links[i] = tasks[i] + LINK;
      ram.u64(tasks[i] + 64, at(queue)).u64(tasks[i] + 64 + 56, 1000L * i);
      ram.u32(tasks[i], 120);
    }
    ram.u32(queue + COUNT, tasks.length).u64(queue + 40, id);
    return list(queue + 8, links);
  }

  HandmadeScheduler word(int place, long value) {
    ram.u64(place, value);
    return this;
  }

  HandmadeScheduler half(int place, long value) {
    ram.u32(place, value);
    return this;
  }

  Kernel open(Path folder) throws Exception {
    Path file =
        new ElfCoreWriter()
            .byteOrder(ByteOrder.LITTLE_ENDIAN)
            .machine(Machines.EM_AARCH64)
            .note(
                NoteWriter.vmcoreinfo(
                    HandmadeArm64.vmcoreinfo(RELEASE) + VARIABLES + namesOfTables()))
            .load(HandmadeArm64.RAM, ram.toArray())
            .write(folder.resolve("vmcore"));
    return Kernel.open(DumpImages.open(List.of(file.toString()), ImageOptions.DEFAULT));
  }

  private String namesOfTables() {
    return "SYMBOL(kallsyms_names)=%x\nSYMBOL(kallsyms_num_syms)=%x\n"
            .formatted(tables.names(), tables.symbolCount())
        + "SYMBOL(kallsyms_token_table)=%x\nSYMBOL(kallsyms_token_index)=%x\n"
            .formatted(tables.tokenTable(), tables.tokenIndex())
        + "SYMBOL(kallsyms_addresses)=%x\n".formatted(tables.addresses());
  }

  private static Member member(String name, int type, int offset) {
    return new Member(name, type, 8 * offset);
  }

  private static byte[] types() {
    BtfWriter btf = new BtfWriter();
    int half = btf.integer("unsigned int", 4, 0);
    int word = btf.integer("unsigned long", 8, 0);
    int letter = btf.integer("char", 1, 1);
    int list = btf.struct("list_head", 16, member("next", word, 0), member("prev", word, 8));
    int head = btf.struct("rhash_head", 8, member("next", word, 0));
    btf.struct("rhashtable", 16, member("tbl", word, 0));
    btf.struct(
        "bucket_table",
        16,
        member("size", half, 0),
        member("nest", half, 4),
        member("future_tbl", word, 8),
        member("buckets", btf.array(word, half, 0), 16));
    int root = btf.struct("rb_root", 8, member("rb_node", word, 0));
    int node =
        btf.struct(
            "rb_node",
            24,
            member("__rb_parent_color", word, 0),
            member("rb_right", word, 8),
            member("rb_left", word, 16));
    int queue =
        btf.struct(
            "scx_dispatch_q",
            56,
            member("list", list, 8),
            member("priq", root, TREE),
            member("nr", half, COUNT),
            member("id", word, 40),
            member("hash_node", head, HASH_NODE));
    int link =
        btf.struct("scx_dsq_list_node", 24, member("node", list, 0), member("flags", half, 16));
    int extensible =
        btf.struct(
            "sched_ext_entity",
            88,
            member("dsq", word, 0),
            member("dsq_list", link, 8),
            member("dsq_priq", node, 32),
            member("dsq_vtime", word, 56),
            member("slice", word, 64),
            member("runnable_node", list, 72));
    int realTime = btf.struct("sched_rt_entity", 16, member("run_list", list, 0));
    int fair = btf.struct("sched_entity", 24, member("run_node", node, 0));
    btf.struct(
        "task_struct",
        160,
        member("prio", half, 0),
        member("on_rq", half, 4),
        member("rt", realTime, 8),
        member("se", fair, 24),
        member("scx", extensible, 64));
    int array = btf.struct("rt_prio_array", 1600, member("queue", btf.array(list, half, 100), 0));
    int realTimeQueue = btf.struct("rt_rq", 1600, member("active", array, 0));
    int fairQueue =
        btf.struct("cfs_rq", 16, member("tasks_timeline", root, 0), member("curr", word, 8));
    int extensibleQueue =
        btf.struct("scx_rq", 72, member("local_dsq", queue, 0), member("runnable_list", list, 56));
    btf.struct(
        "rq",
        1736,
        member("rt", realTimeQueue, 0),
        member("cfs", fairQueue, 1600),
        member("curr", word, 1616),
        member("idle", word, 1624),
        member("scx", extensibleQueue, 1664));
    btf.struct("sched_ext_ops", 128, member("name", btf.array(letter, half, 128), 0));
    btf.enumeration(
        "scx_ops_enable_state",
        4,
        false,
        new Constant("SCX_OPS_ENABLING", 0),
        new Constant("SCX_OPS_ENABLED", 1),
        new Constant("SCX_OPS_DISABLING", 2),
        new Constant("SCX_OPS_DISABLED", 3));
    return btf.bytes();
  }
}
