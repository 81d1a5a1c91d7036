package io.kwalk.linux.irq;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A kind of soft interrupts (include/linux/interrupt.h).
 *
 * @param name as /proc/softirqs has it: the enumerator without _SOFTIRQ
 * @param function address of its handler; 0 if it has none
 * @param counts how often it ran, by processor; 0 where that cannot be read
 */
public record SoftInterrupts(String name, long function, List<Long> counts) {
  private static final String SUFFIX = "_SOFTIRQ";

  /**
   * All of them, by number.
   *
   * @param troubles receives what could not be read, in words
   * @throws UnknownNameException if the kernel's types or symbols do not tell
   */
  public static List<SoftInterrupts> all(Kernel kernel, List<String> troubles) {
    Memory memory = kernel.memory();
    List<SoftInterrupts> found = new ArrayList<>();
    List<String> names = names(kernel);
    List<List<Long>> counts = counts(kernel, names.size(), troubles);
    long functions = kernel.address("softirq_vec");
    for (int i = 0; i < names.size(); i++) {
      long function = 0;
      try {
        function = memory.u64(functions + 8L * i);
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
      found.add(new SoftInterrupts(names.get(i), function, counts.get(i)));
    }
    return found;
  }

  /** The enumerators from HI_SOFTIRQ on; the enumeration itself has no name. */
  private static List<String> names(Kernel kernel) {
    EnumType type =
        kernel
            .imageTypes()
            .enumOf("HI_SOFTIRQ")
            .orElseThrow(
                () -> new UnknownNameException(UnknownNameException.Kind.TYPE, "HI_SOFTIRQ"));
    List<String> names = new ArrayList<>();
    for (EnumType.Enumerator enumerator : type.enumerators()) {
      String name = enumerator.name();
      if (name.endsWith(SUFFIX)) {
        names.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    }
    return names;
  }

  /** kernel_stat.softirqs of each processor. */
  private static List<List<Long>> counts(Kernel kernel, int kinds, List<String> troubles) {
    Field table = kernel.field("kernel_stat", "softirqs");
    long width = table.size() / kinds;
    int[] processors = kernel.perCpu().possible().toArray();
    List<List<Long>> counts = new ArrayList<>();
    for (int i = 0; i < kinds; i++) {
      counts.add(new ArrayList<>(Collections.nCopies(processors.length, 0L)));
    }
    for (int at = 0; at < processors.length; at++) {
      try {
        long address = table.addressIn(kernel.perCpu().address("kstat", processors[at]));
        for (int i = 0; i < kinds; i++) {
          long entry = address + i * width;
          counts
              .get(i)
              .set(at, width == 8 ? kernel.memory().u64(entry) : kernel.memory().u32(entry));
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    return counts;
  }
}
