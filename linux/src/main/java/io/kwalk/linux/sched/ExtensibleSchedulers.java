package io.kwalk.linux.sched;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Walks sched_ext: which BPF program schedules, and the queues that tasks wait in
 * (kernel/sched/ext.c, since 6.12). What it keeps is in struct scx_sched since 6.16, and in
 * variables before.
 */
public final class ExtensibleSchedulers {
  /** SCX_OPS_NAME_LEN. */
  private static final int NAME_LIMIT = 128;

  /** nr_node_ids is at most 1 << 10. */
  private static final int MOST_NODES = 1 << 10;

  private static final String DISABLED = "disabled";

  private final Kernel kernel;
  private final Memory memory;
  private final ExtensibleLayout layout;

  private ExtensibleSchedulers(Kernel kernel) {
    this.kernel = kernel;
    this.memory = kernel.memory();
    this.layout = ExtensibleLayout.of(kernel);
  }

  /** The walker for {@code kernel}, if it has sched_ext. */
  public static Optional<ExtensibleSchedulers> of(Kernel kernel) {
    try {
      return Optional.of(new ExtensibleSchedulers(kernel));
    } catch (UnknownNameException _) {
      return Optional.empty();
    }
  }

  /** The schedulers and their queues: a word a hash bucket, five a task. */
  public ExtensibleState read() {
    List<String> troubles = new ArrayList<>();
    String state = state(troubles);
    List<ExtensibleScheduler> schedulers = new ArrayList<>();
    for (long scheduler : addresses(state, troubles)) {
      schedulers.add(scheduler(scheduler, troubles));
    }
    return new ExtensibleState(state, enabled(troubles), schedulers, troubles);
  }

  /** The queues that are in the {@code struct rq} at {@code queue}, of {@code cpu}. */
  List<DispatchQueue> ofRunQueue(int cpu, long queue, List<String> troubles) {
    DispatchQueueReader reader = new DispatchQueueReader(kernel, troubles);
    List<DispatchQueue> found = new ArrayList<>();
    reader.addTo(found, DispatchQueue.Kind.LOCAL, cpu, layout.local.addressIn(queue));
    layout.bypass.ifPresent(
        field -> reader.addTo(found, DispatchQueue.Kind.BYPASS, cpu, field.addressIn(queue)));
    layout.reject.ifPresent(
        field -> reader.addTo(found, DispatchQueue.Kind.REJECT, cpu, field.addressIn(queue)));
    layout.rescue.ifPresent(
        field -> reader.addTo(found, DispatchQueue.Kind.RESCUE, cpu, field.addressIn(queue)));
    return found;
  }

  /** enum scx_enable_state, which was scx_ops_enable_state before 6.16. */
  private String state(List<String> troubles) {
    OptionalLong variable = first("scx_enable_state_var", "scx_ops_enable_state_var");
    if (variable.isEmpty()) {
      return "unknown";
    }
    try {
      return stateName(memory.u32(variable.getAsLong()));
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return "unknown";
    }
  }

  private String stateName(long state) {
    return kernel
        .imageTypes()
        .enumeration("scx_enable_state")
        .or(() -> kernel.imageTypes().enumeration("scx_ops_enable_state"))
        .flatMap(type -> type.enumerators().stream().filter(e -> e.value() == state).findFirst())
        .map(EnumType.Enumerator::name)
        .map(name -> name.replaceFirst("^SCX_(OPS_)?", "").toLowerCase(Locale.ROOT))
        .orElse(Long.toString(state));
  }

  private OptionalLong enabled(List<String> troubles) {
    OptionalLong variable = kernel.findAddress("scx_enable_seq");
    return variable.isEmpty() ? variable : word(variable.getAsLong(), troubles);
  }

  /** Of the scx_scheds, the root first; before 6.16 of scx_ops while it is in use. */
  private List<Long> addresses(String state, List<String> troubles) {
    List<Long> found = new ArrayList<>();
    OptionalLong root = kernel.findAddress("scx_root");
    if (root.isPresent() && layout.name.isPresent()) {
      word(root.getAsLong(), troubles).stream().filter(at -> at != 0).forEach(found::add);
      others(troubles).stream().filter(at -> !found.contains(at)).forEach(found::add);
    } else if (!state.equals(DISABLED)) {
      kernel.findAddress("scx_ops").ifPresent(found::add);
    }
    return found;
  }

  /** In 7.2 control groups may have schedulers of their own, and there is a list of all. */
  private List<Long> others(List<String> troubles) {
    OptionalLong head = kernel.findAddress("scx_sched_all");
    if (head.isEmpty() || layout.allSchedulers.isEmpty()) {
      return List.of();
    }
    ListWalk walk = ListHead.walk(memory, head.getAsLong());
    walk.trouble().ifPresent(troubles::add);
    List<Long> found = new ArrayList<>();
    for (long node : walk.nodes()) {
      found.add(node - layout.allSchedulers.get().offset());
    }
    return found;
  }

  private ExtensibleScheduler scheduler(long address, List<String> troubles) {
    DispatchQueueReader reader = new DispatchQueueReader(kernel, troubles);
    List<DispatchQueue> queues = new ArrayList<>();
    globalQueues(address, reader, queues, troubles);
    userQueues(address, reader, troubles).stream()
        .sorted(Comparator.comparing(DispatchQueue::id, Long::compareUnsigned))
        .forEach(queues::add);
    bypassQueues(address, reader, queues, troubles);
    return new ExtensibleScheduler(address, name(address, troubles), queues);
  }

  private String name(long scheduler, List<String> troubles) {
    try {
      Field field = layout.name.orElse(layout.operationsName);
      return memory.cString(field.addressIn(scheduler), NAME_LIMIT);
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return "";
    }
  }

  /**
   * One a node: pointers to them in an array that a variable points to, and since 6.16 a member of
   * scx_sched; in 7.2 they are in what a scheduler has for each node.
   */
  private void globalQueues(
      long scheduler,
      DispatchQueueReader reader,
      List<DispatchQueue> queues,
      List<String> troubles) {
    boolean inNodes = layout.nodes.isPresent() && layout.globalOfNode.isPresent();
    OptionalLong pointer = place(inNodes ? layout.nodes : layout.globals, scheduler, "global_dsqs");
    long array = pointer.isEmpty() ? 0 : word(pointer.getAsLong(), troubles).orElse(0);
    int nodes = array == 0 ? 0 : nodes(troubles);
    for (int node = 0; node < nodes; node++) {
      long queue = word(array + 8L * node, troubles).orElse(0);
      if (queue != 0) {
        long offset = inNodes ? layout.globalOfNode.get().offset() : 0;
        reader.addTo(queues, DispatchQueue.Kind.GLOBAL, node, queue + offset);
      }
    }
  }

  private List<DispatchQueue> userQueues(
      long scheduler, DispatchQueueReader reader, List<String> troubles) {
    List<DispatchQueue> queues = new ArrayList<>();
    OptionalLong table = place(layout.queues, scheduler, "dsq_hash");
    if (table.isPresent()) {
      for (long head : layout.hashTables.heads(table.getAsLong(), troubles)) {
        long queue = head - layout.hashNode.offset();
        reader.addTo(queues, DispatchQueue.Kind.USER, -1, queue);
      }
    }
    return queues;
  }

  private void bypassQueues(
      long scheduler,
      DispatchQueueReader reader,
      List<DispatchQueue> queues,
      List<String> troubles) {
    if (layout.processors.isEmpty() || layout.bypassOfProcessor.isEmpty()) {
      return;
    }
    long perCpu = word(layout.processors.get().addressIn(scheduler), troubles).orElse(0);
    for (int cpu : kernel.perCpu().possible().toArray()) {
      try {
        long own = perCpu + kernel.perCpu().offset(cpu);
        if (perCpu != 0) {
          long queue = layout.bypassOfProcessor.get().addressIn(own);
          reader.addTo(queues, DispatchQueue.Kind.BYPASS, cpu, queue);
        }
      } catch (MemoryFault fault) {
        troubles.add(String.valueOf(fault.getMessage()));
      }
    }
  }

  /** Of a member of scx_sched, or of the variable that there was before. */
  private OptionalLong place(Optional<Field> member, long scheduler, String variable) {
    return member.isPresent()
        ? OptionalLong.of(member.get().addressIn(scheduler))
        : kernel.findAddress(variable);
  }

  private int nodes(List<String> troubles) {
    OptionalInt count = OptionalInt.empty();
    OptionalLong variable = kernel.findAddress("nr_node_ids");
    try {
      if (variable.isPresent()) {
        count = OptionalInt.of((int) memory.u32(variable.getAsLong()));
      }
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
    }
    return Math.clamp(count.orElse(1), 1, MOST_NODES);
  }

  private OptionalLong first(String name, String olderName) {
    OptionalLong address = kernel.findAddress(name);
    return address.isPresent() ? address : kernel.findAddress(olderName);
  }

  private OptionalLong word(long address, List<String> troubles) {
    try {
      return OptionalLong.of(memory.u64(address));
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return OptionalLong.empty();
    }
  }
}
