package io.kwalk.linux.structures;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.util.Arrays;
import java.util.Optional;

/**
 * Linked lists of include/linux/types.h: {@code list_head} (circular) and {@code hlist_head}. Both
 * have {@code next} (or {@code first}) as their first word.
 */
public final class ListHead {
  /** Longer than any list of a kernel that lives: objects of 64 bytes in 4 GiB. */
  private static final int LIMIT = 1 << 26;

  private ListHead() {}

  /** The nodes of the circular list at {@code head}: reads one word a node. */
  public static ListWalk walk(Memory memory, long head) {
    return walk(memory, head, head, LIMIT);
  }

  /** The nodes of the {@code hlist_head} at {@code head}, which end at a null pointer. */
  public static ListWalk walkHlist(Memory memory, long head) {
    return walk(memory, head, 0, LIMIT);
  }

  private static ListWalk walk(Memory memory, long head, long end, int limit) {
    long[] nodes = new long[16];
    int count = 0;
    LongSet seen = new LongSet();
    long at = head;
    String trouble = null;
    while (trouble == null) {
      long next;
      try {
        next = memory.u64(at);
      } catch (MemoryFault fault) {
        trouble = fault.getMessage();
        break;
      }
      if (next == end) {
        break;
      }
      if (next == 0) {
        trouble = "null pointer in the list node at " + Long.toHexString(at);
      } else if (!seen.add(next)) {
        trouble = "the list comes back to " + Long.toHexString(next);
      } else if (count == limit) {
        trouble = "more than " + limit + " nodes";
      } else {
        nodes = count == nodes.length ? Arrays.copyOf(nodes, 2 * count) : nodes;
        nodes[count++] = next;
        at = next;
      }
    }
    return new ListWalk(Arrays.copyOf(nodes, count), Optional.ofNullable(trouble));
  }
}
