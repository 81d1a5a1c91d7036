package io.kwalk.linux.device;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.LongSet;
import io.kwalk.linux.structures.XArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests of a queue that its driver works on (blk-mq; MQ_RQ_IN_FLIGHT).
 *
 * @param writes of them, and {@code synchronous}: reads, and what was marked so
 */
public record DiskRequests(int total, int writes, int synchronous) {
  /** MQ_RQ_IN_FLIGHT (include/linux/blk-mq.h). */
  private static final long IN_FLIGHT = 1;

  /** REQ_SYNC, to 5.10 at least. */
  private static final long SYNC = 1 << 11;

  /** BLK_MQ_MAX_DEPTH is 10240; more hardware queues than processors there cannot be. */
  private static final long MAX_TAGS = 10240;

  private static final long MAX_QUEUES = 8192;

  static DiskRequests of(Kernel kernel, long queue, List<String> troubles) {
    int total = 0;
    int writes = 0;
    int synchronous = 0;
    try {
      Memory memory = kernel.memory();
      Field owner = kernel.field("request", "q");
      Field state = kernel.field("request", "state");
      Field flags = kernel.field("request", "cmd_flags");
      for (long request : requests(kernel, queue, troubles)) {
        if (owner.get(memory, request) == queue && state.get(memory, request) == IN_FLIGHT) {
          long bits = flags.get(memory, request);
          total++;
          writes += (int) (bits & 1);
          synchronous += (bits & 1) == 0 || (bits & SYNC) != 0 ? 1 : 0;
        }
      }
    } catch (MemoryFault fault) {
      troubles.add("request_queue at " + Long.toHexString(queue) + ": " + fault.getMessage());
    }
    return new DiskRequests(total, writes, synchronous);
  }

  private static List<Long> requests(Kernel kernel, long queue, List<String> troubles) {
    List<Long> found = new ArrayList<>();
    Memory memory = kernel.memory();
    LongSet seen = new LongSet();
    for (long hardware : hardwareQueues(kernel, queue, troubles)) {
      long tags = kernel.field("blk_mq_hw_ctx", "tags").get(memory, hardware);
      // Hardware queues may share their tags.
      if (tags == 0 || !seen.add(tags)) {
        continue;
      }
      long count = Math.min(MAX_TAGS, kernel.field("blk_mq_tags", "nr_tags").get(memory, tags));
      long array = kernel.field("blk_mq_tags", "rqs").get(memory, tags);
      for (long i = 0; i < count; i++) {
        long request = memory.u64(array + 8 * i);
        if (request != 0) {
          found.add(request);
        }
      }
    }
    return found;
  }

  /** In an xarray since 5.18, in an array before, and again in 7.x. */
  private static List<Long> hardwareQueues(Kernel kernel, long queue, List<String> troubles) {
    List<Long> found = new ArrayList<>();
    Optional<Field> table = kernel.findField("request_queue", "hctx_table");
    if (queue == 0) {
      return found;
    }
    if (table.isPresent()) {
      troubles.addAll(
          XArray.of(kernel)
              .visit(table.get().addressIn(queue), (_, hardware) -> found.add(hardware)));
      return found;
    }
    Memory memory = kernel.memory();
    long count =
        Math.min(MAX_QUEUES, kernel.field("request_queue", "nr_hw_queues").get(memory, queue));
    long array = kernel.field("request_queue", "queue_hw_ctx").get(memory, queue);
    for (long i = 0; i < count && array != 0; i++) {
      found.add(memory.u64(array + 8 * i));
    }
    return found;
  }
}
