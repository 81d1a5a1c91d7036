package io.kwalk.linux.log;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Processors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A processor's buffer for messages from NMI context or from inside printk, which wait to go to the
 * log ({@code struct printk_safe_seq_buf}; gone in 5.15, 93d102f094be).
 *
 * @param name nmi_print_seq or safe_print_seq
 * @param lost messages that found no room
 */
public record SafeBuffer(String name, int cpu, long address, long length, long lost, String text) {
  private static final String[] NAMES = {"nmi_print_seq", "safe_print_seq"};

  /** All of them; none in a kernel that has no such buffers. */
  public static List<SafeBuffer> read(Kernel kernel, Consumer<String> trouble) {
    List<SafeBuffer> buffers = new ArrayList<>();
    Optional<Field> text = kernel.findField("printk_safe_seq_buf", "buffer");
    for (String name : NAMES) {
      if (text.isEmpty() || kernel.findAddress(name).isEmpty()) {
        continue;
      }
      for (int cpu = 0; cpu < Processors.of(kernel).count(); cpu++) {
        try {
          buffers.add(read(kernel, name, cpu, text.get()));
        } catch (MemoryFault fault) {
          trouble.accept(fault.getMessage());
        }
      }
    }
    return buffers;
  }

  private static SafeBuffer read(Kernel kernel, String name, int cpu, Field text) {
    Memory memory = kernel.memory();
    long address = kernel.perCpu().address(name, cpu);
    Field length = kernel.field("printk_safe_seq_buf", "len.counter");
    Field lost = kernel.field("printk_safe_seq_buf", "message_lost.counter");
    long used = length.get(memory, address);
    int bytes = Math.clamp(used, 0, (int) Math.min(text.size(), 1 << 16));
    return new SafeBuffer(
        name,
        cpu,
        address,
        used,
        lost.get(memory, address),
        bytes == 0 ? "" : memory.cString(text.addressIn(address), bytes));
  }
}
