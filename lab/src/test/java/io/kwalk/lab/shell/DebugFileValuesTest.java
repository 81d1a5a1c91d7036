package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.dumps.RealKernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Values and types of the sample by debug files: its module's, which lies beside the dump, and
 * vmlinux's ({@code $LAB/kernels/6.1.0-56-cloud-amd64/vmlinux}, where the lab fetched it).
 */
final class DebugFileValuesTest {
  private static final Path SAMPLES = RealDumps.repository().resolve("samples");

  private static final String RELEASE = "6.1.0-56-cloud-amd64";

  private static List<String> run(List<String> before, String... commands) {
    List<String> arguments = ProgramRun.withCommands(List.of(commands));
    arguments.add("-s");
    arguments.addAll(before);
    arguments.add(SAMPLES.resolve("vmcore").toString());
    return ProgramRun.interleaved(arguments).lines().toList();
  }

  /** With the module's file in use, and the dump's own types of vmlinux. */
  private static List<String> withModule(String... commands) {
    List<String> all = new ArrayList<>();
    all.add("mod -s depot " + SAMPLES.resolve("debug/depot.ko"));
    all.addAll(List.of(commands));
    List<String> lines = run(List.of("--no-debuginfo"), all.toArray(String[]::new));
    return lines.subList(2, lines.size());
  }

  private static List<String> withVmlinux(String... commands) {
    Optional<Path> kernel =
        RealKernels.all().stream().filter(folder -> folder.endsWith(RELEASE)).findFirst();
    assumeTrue(kernel.isPresent(), "skipped: no " + RELEASE + " in $LAB/kernels");
    return run(List.of(kernel.orElseThrow().resolve("vmlinux").toString()), commands);
  }

  @Test
  void typesVariablesOfModules() {
    assertEquals(
        List.of(
            "settle_ms = $1 = 8000",
            "$2 = 0x1f40",
            "$3 = 0xffffffffc043d301 \"depot\"",
            "struct kmem_cache *parcel_cache;",
            "ssize_t (*)(struct file *, char *, size_t, loff_t *)"),
        withModule(
            "p settle_ms",
            "p/x settle_ms",
            "p depot_device.name",
            "whatis parcel_cache",
            "whatis depot_operations.read"));
  }

  @Test
  void completesStructsThatTheModuleOnlyDeclaresByTheKernelsTypes() {
    assertEquals(
        List.of("$1 = 104", "struct kmem_cache", "$2 = 1"),
        withModule(
            "p parcel_cache->object_size",
            "whatis *parcel_cache",
            "p sizeof(*parcel_cache) == sizeof(struct kmem_cache)"));
  }

  @Test
  void givesTypesOfExpressionsWithoutReading() {
    assertEquals(
        List.of(
            "struct task_struct *",
            "struct mm_struct",
            "char",
            "unsigned long",
            "float",
            "int",
            "void (*)(void)"),
        withModule(
            "whatis &init_task",
            "whatis *init_task.parent->mm",
            "whatis init_task.parent->comm[0]",
            "whatis sizeof(int) + 1",
            "whatis (float)1 / 3",
            "whatis 1 == 2",
            "whatis &schedule"));
  }

  @Test
  void findsMembersInTheirStructsAndStructsAroundTheirMembers() {
    assertEquals(
        List.of("$1 = 2976", "$2 = 2560", "$3 = \"init\"", "$4 = 1"),
        withModule(
            "p offsetof(struct task_struct, comm)",
            "p offsetof(struct task_struct, pid_links[2])",
            "p *container_of(init_task.tasks.next, struct task_struct, tasks)->comm@4",
            "p container_of(&init_task.se, struct task_struct, se) == &init_task"));
  }

  @Test
  void printsNumbersInsideStructsInTheFormat() {
    assertEquals(
        List.of(
            "$1 = {",
            "  next = -56382618024900464,",
            "  prev = -56382617589069296",
            "}",
            "$2 = 0x00000000",
            "$3 = 0x3fc00000",
            "$4 = 1.5"),
        withModule(
            "p/d init_task.tasks", "p/z init_task.in_execve", "p/x (float)1.5", "p/f 0x3fc00000"));
  }

  @Test
  void writesTypesAddressesAndMembersAsJson() {
    List<String> rows =
        withModule(
            "p --json init_task.tasks",
            "p --json &init_task",
            "p --json system_state",
            "p --json init_task.comm",
            "p --json 7 / 2",
            "whatis --json &init_task");
    assertEquals(
        "{\"name\":\"&init_task\",\"type\":\"struct task_struct *\","
            + "\"value\":\"0xffffffff8461aa40\",\"symbol\":\"init_task\",\"number\":2}",
        rows.get(1));
    assertTrue(rows.get(0).contains("\"members\":[{\"name\":\"next\",\"type\":"), rows.get(0));
    assertTrue(rows.get(2).endsWith("\"value\":3,\"enumerator\":\"SYSTEM_RUNNING\",\"number\":3}"));
    assertTrue(rows.get(3).contains("\"text\":\"swapper/0\""), rows.get(3));
    assertEquals("{\"name\":\"7 / 2\",\"type\":\"int\",\"value\":3,\"number\":5}", rows.get(4));
    assertEquals(
        "{\"kind\":\"expression\",\"name\":\"&init_task\",\"type\":\"struct task_struct *\","
            + "\"size\":8}",
        rows.get(5));
  }

  @Test
  void saysWhatIsWrongInOneLine() {
    List<String> lines =
        withModule(
            "p init_taks",
            "p (struct nosuch *)0",
            "whatis struct nosuch *",
            "p offsetof(struct task_struct, nosuch)",
            "p offsetof(task_struct)",
            "p container_of(1",
            "whatis foo(bar)",
            "p tk_core.timekeeper",
            "p tk_core[1]",
            "p *tk_core",
            "whatis tk_core");
    assertEquals(11, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains("did you mean init_task"), lines.get(0));
    assertTrue(lines.get(1).endsWith("no type named \"struct nosuch\""), lines.get(1));
    assertTrue(lines.get(2).endsWith("no type named \"struct nosuch\""), lines.get(2));
    for (int i = 7; i < 10; i++) {
      assertEquals("p: the type of tk_core is not known: cast its address", lines.get(i));
    }
    assertTrue(lines.get(10).endsWith("the debug files in use do not describe it"));
    assertFalse(lines.stream().anyMatch(line -> line.contains("Exception")), lines::toString);
  }

  @Test
  void typesVariablesThatTheDumpItselfDoesNot() {
    assertEquals(
        List.of(
            "struct timekeeper", "$1 = 2684354560", "const sys_call_ptr_t sys_call_table[451];"),
        withVmlinux(
            "whatis tk_core.timekeeper",
            "p tk_core.timekeeper.tkr_mono.mult",
            "whatis sys_call_table"));
  }

  /** Their sizes are those that the symbol table of vmlinux has at the same addresses. */
  @Test
  void typesEachStaticVariableOfANameByItsAddress() {
    assertEquals(
        List.of("$1 = 112", "$2 = 160", "$3 = 56", "$4 = 1944"),
        withVmlinux("p sizeof(tokens)", "p sizeof(attr_groups)", "p sizeof(g)", "p sizeof(files)"));
  }

  @Test
  void namesNoSymbolsBehindPointersInAFormat() {
    List<String> plain = withVmlinux("p init_cred.user_ns", "p/x init_cred.user_ns");
    assertTrue(plain.get(0).endsWith(" <init_user_ns>"), plain.get(0));
    assertFalse(plain.get(1).contains("<"), plain.get(1));
  }
}
