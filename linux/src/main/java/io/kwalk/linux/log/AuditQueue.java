package io.kwalk.linux.log;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Audit messages that wait for auditd: audit_queue, audit_retry_queue and audit_hold_queue. */
public final class AuditQueue {
  private static final String[] QUEUES = {"audit_hold_queue", "audit_retry_queue", "audit_queue"};

  /** struct nlmsghdr: u32 length, u16 type, u16 flags, u32 sequence, u32 pid. */
  private static final int HEADER_BYTES = 16;

  /** One message: its AUDIT_* type and text. */
  public record Message(int type, String text) {}

  private AuditQueue() {}

  /** Reads the queues, the oldest message first; an {@code sk_buff} each. */
  public static List<Message> read(Kernel kernel, Consumer<String> trouble) {
    List<Message> messages = new ArrayList<>();
    for (String queue : QUEUES) {
      try {
        read(kernel, kernel.address(queue), messages, trouble);
      } catch (UnknownNameException missing) {
        trouble.accept(missing.getMessage());
      }
    }
    return messages;
  }

  private static void read(
      Kernel kernel, long queue, List<Message> messages, Consumer<String> trouble) {
    Field data = kernel.field("sk_buff", "data");
    ListWalk walk = ListHead.walk(kernel.memory(), queue);
    walk.trouble().ifPresent(trouble);
    Memory memory = kernel.memory();
    for (long buffer : walk.nodes()) {
      try {
        // sk_buff begins with next and prev, as sk_buff_head does.
        long message = data.get(memory, buffer);
        int length = Math.clamp(memory.u32(message) - HEADER_BYTES, 0, 1 << 16);
        messages.add(
            new Message(
                memory.u16(message + 4),
                length == 0 ? "" : memory.cString(message + HEADER_BYTES, length)));
      } catch (MemoryFault fault) {
        trouble.accept(fault.getMessage());
      }
    }
  }
}
