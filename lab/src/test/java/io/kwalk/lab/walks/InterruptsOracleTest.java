package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.irq.InterruptAction;
import io.kwalk.linux.irq.InterruptDescriptor;
import io.kwalk.linux.irq.Interrupts;
import io.kwalk.linux.irq.SoftInterrupts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Interrupts against /proc/interrupts and /proc/softirqs. */
class InterruptsOracleTest {
  /** Of any line on a processor, between record and crash: a console that prints the record. */
  private static final long MOST = 20_000;

  /** Of soft interrupts: ticks of the scheduler, timers and RCU of a guest that waits for kexec. */
  private static final long MOST_SOFT = 300_000;

  private static final String TIME = "interrupts go on being counted";

  @OverRecords("p/interrupts")
  void agreesWithProcInterrupts(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("interrupts", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      Interrupts walk = Interrupts.of(kernel, troubles);
      Map<Long, InterruptDescriptor> found = new HashMap<>();
      walk.all().forEach(descriptor -> found.put(descriptor.number(), descriptor));
      int processors = kernel.perCpu().count();
      for (String[] words : OracleRows.words(dump, "p/interrupts")) {
        if (words[0].matches("\\d+:")) {
          String name = words[0].replace(":", "");
          InterruptDescriptor descriptor = found.get(Long.parseLong(name));
          rows.row(name, "there", descriptor, descriptor != null);
          if (descriptor != null) {
            compare(rows, walk, words, processors, descriptor);
          }
        }
      }
      assertEquals(List.of(), troubles);
    }
    rows.check(10);
  }

  /** NUMBER: COUNT… CHIP HARDWARE-NUMBER[-FLOW] [FLOW] ACTION, ACTION. */
  private static void compare(
      OracleRows rows,
      Interrupts walk,
      String[] words,
      int processors,
      InterruptDescriptor descriptor) {
    for (int cpu = 0; cpu < processors; cpu++) {
      Long count = walk.count(descriptor, cpu);
      rows.grows(
          words[0] + " CPU " + cpu,
          Long.parseLong(words[1 + cpu]),
          count == null ? -1 : count,
          MOST,
          TIME);
    }
    String rest = String.join(" ", List.of(words).subList(1 + processors, words.length));
    String names =
        descriptor.actions().stream().map(InterruptAction::name).collect(Collectors.joining(", "));
    rows.row(words[0] + " chip", rest, descriptor.chip(), rest.startsWith(descriptor.chip()));
    rows.row(words[0] + " actions", rest, names, rest.endsWith(" " + names));
    rows.row(words[0] + " flow", rest, descriptor.flow(), rest.contains(descriptor.flow()));
  }

  @OverRecords("p/softirqs")
  void agreesWithProcSoftirqs(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("softirqs", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      Map<String, SoftInterrupts> found = new HashMap<>();
      SoftInterrupts.all(kernel, troubles).forEach(soft -> found.put(soft.name(), soft));
      for (String[] words : OracleRows.words(dump, "p/softirqs")) {
        if (words[0].endsWith(":")) {
          String name = words[0].replace(":", "");
          SoftInterrupts soft = found.get(name);
          rows.row(name, "there", soft, soft != null);
          for (int cpu = 0; soft != null && cpu + 1 < words.length; cpu++) {
            rows.grows(
                name, Long.parseLong(words[cpu + 1]), soft.counts().get(cpu), MOST_SOFT, TIME);
          }
        }
      }
      assertEquals(List.of(), troubles);
    }
    rows.check(20);
  }
}
