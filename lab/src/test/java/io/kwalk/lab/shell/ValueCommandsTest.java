package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** struct, p, list and tree on real dumps; where crash answered the same, word for word. */
final class ValueCommandsTest {
  private static String answers(RealDump dump, List<String> commands) {
    List<String> arguments = ProgramRun.withCommands(commands);
    arguments.add("-s");
    arguments.add(dump.vmcore().toString());
    return ProgramRun.interleaved(arguments);
  }

  private static String sample(String... commands) {
    return answers(RealDumps.sample(), List.of(commands));
  }

  @Test
  void printsWhatCrashPrinted() throws IOException {
    List<String> commands =
        List.of(
            "struct task_struct.comm,pid init_task",
            "p jiffies",
            "p init_task.comm",
            "p runqueues",
            "p runqueues:0",
            "px jiffies",
            "list -o task_struct.tasks -s task_struct.comm -h init_task",
            "struct -p task_struct.mm init_task");
    int compared = 0;
    for (RealDump dump : RealDumps.all()) {
      StringBuilder expected = new StringBuilder();
      List<String> asked = new ArrayList<>();
      for (String command : commands) {
        String answer = dump.crash(command);
        if (answer != null && !answer.isBlank()) {
          asked.add(command);
          expected.append(answer.stripTrailing()).append('\n');
        }
      }
      if (asked.size() == commands.size()) {
        assertEquals(expected.toString(), answers(dump, asked), dump.name());
        compared++;
      }
    }
    assumeTrue(compared > 0, "no dump with crash's answers on this machine");
  }

  @Test
  void knowsTheTypeOfInitTaskInEveryDump() {
    for (RealDump dump : RealDumps.all()) {
      assertEquals("$1 = 0\n", answers(dump, List.of("p init_task.pid")), dump.name());
    }
  }

  @Test
  void printsStructsAndMembers() {
    assertEquals(
        """
          comm = "swapper/0\\000\\000\\000\\000\\000\\000",
          se.load.weight = 1048576,
          comm[0] = 115 's',
        """,
        sample("struct task_struct.comm,se.load.weight,comm[0] init_task"));
    assertTrue(sample("task_struct.pid init_task").startsWith("  pid = 0,"));
    assertTrue(sample("list_head init_task").startsWith("struct list_head {\n  next = 0x"));
  }

  @Test
  void evaluatesExpressionsAndRemembersThem() {
    assertEquals(
        "$1 = 7\n$2 = 14\n$3 = 0xe\n$4 = 16\n",
        sample("p 1+2*3", "p $*2", "px $$1*2", "p sizeof(struct list_head)"));
    assertEquals("$1 = 0\n", sample("p ((struct task_struct *)&init_task)->pid"));
    assertTrue(sample("p &init_task").startsWith("$1 = (struct task_struct *) 0x"));
    assertTrue(sample("p nr_cpu_idz").contains("did you mean nr_cpu_ids"));
    assertTrue(sample("p 1/0").contains("division by zero"));
    assertTrue(sample("p *(int *)0").contains("kernel virtual address 0"));
  }

  @Test
  void printsInTheFormatThatIsAskedFor() {
    assertEquals(
        "$1 = 115 's'\n$2 = 0163\n$3 = 1110011\n$4 = 0x73\n$5 = \"swapper/0\\000\\000\\000"
            + "\\000\\000\\000\"\n$6 = 16\n",
        sample(
            "p/c init_task.comm[0]",
            "p/o init_task.comm[0]",
            "p/t init_task.comm[0]",
            "p/z init_task.comm[0]",
            "p/s init_task.comm",
            "p 1 << 4"));
    assertTrue(sample("p/a &init_task").endsWith(" <init_task>\n"));
    assertTrue(sample("p/a schedule").endsWith(" <schedule>\n"));
  }

  @Test
  void namesWhatIsNotThere() {
    assertTrue(sample("struct task_strukt 0").contains("did you mean task_struct"));
    assertTrue(sample("struct task_struct.pidd init_task").contains("did you mean"));
    assertTrue(sample("struct list_head 0").contains("invalid kernel virtual address: 0"));
    assertTrue(sample("struct task_struct.pid_links[99] init_task").contains("invalid"));
    assertTrue(sample("list").contains("starting address required"));
    assertTrue(sample("tree -t oak init_mm").contains("invalid tree type"));
  }

  @Test
  void walksListsForwardsAndBackwards() {
    List<String> forwards = sample("list module.list -H modules").lines().toList();
    List<String> backwards = sample("list -r module.list -H modules").lines().toList();
    assertTrue(forwards.size() > 1);
    assertEquals(forwards.reversed(), backwards);
    assertEquals(forwards.size(), sample("list -B module.list -H modules").lines().count());
  }

  @Test
  void walksTreesOfEachKind() {
    List<String> nodes =
        sample("tree -t rbtree -o vmap_area.rb_node vmap_area_root").lines().toList();
    List<String> ordered =
        sample("tree -t rbtree -l -o vmap_area.rb_node vmap_area_root").lines().toList();
    assertTrue(nodes.size() > 10);
    assertEquals(nodes.stream().sorted().toList(), ordered.stream().sorted().toList());
    String pids = sample("tree -t xarray -p -s pid.level -r pid_namespace.idr init_pid_ns");
    assertTrue(pids.contains("  index: 1  position: root"), pids);
    assertTrue(pids.contains("  level = 0,"), pids);
  }

  @Test
  void givesRowsInJson() {
    String row = sample("struct --json list_head init_task");
    assertTrue(row.startsWith("{\"type\":\"struct list_head\",\"address\":\"0xffffffff"), row);
    assertTrue(row.contains("\"members\":[{\"name\":\"next\""), row);
    assertTrue(sample("p --json init_task.pid").contains("\"value\":0"));
    assertTrue(sample("list --json -H modules").startsWith("{\"address\":\"0x"));
  }
}
