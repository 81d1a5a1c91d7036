package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code dis} on the sample dump: a 6.1 kernel with a module of its own. */
final class DisTest {
  @Test
  void showsAFunctionFromItsStart() {
    assertEquals(
        List.of(
            "0xffffffff82f4cc50 <vfs_read>:\tnopl   0x0(%rax,%rax,1) [FTRACE NOP]",
            "0xffffffff82f4cc55 <vfs_read+5>:\tpush   %r15"),
        ProgramRun.onSample("dis vfs_read").subList(0, 2));
  }

  @Test
  void showsBackToTheStartAndOnToTheEnd() {
    assertEquals(
        List.of("0xffffffff82f4cc55 <vfs_read+0x5>:\tpush   %r15"),
        ProgramRun.onSample("dis -x -r vfs_read+6 1"));
    List<String> whole = ProgramRun.onSample("dis vfs_read");
    assertEquals(whole.subList(1, whole.size()), ProgramRun.onSample("dis -f vfs_read+5"));
    assertEquals(whole.subList(0, 3), ProgramRun.onSample("dis ffffffff82f4cc50-ffffffff82f4cc58"));
  }

  @Test
  void givesOneInstructionInsideAFunction() {
    assertEquals(
        List.of("0xffffffff82f4cc55 <vfs_read+5>:\tpush   %r15"),
        ProgramRun.onSample("dis vfs_read+5"));
  }

  @Test
  void namesTheOperandThatWasBad() {
    List<String> answer = ProgramRun.onSample("dis -c");
    int fault = 0;
    while (!answer.get(fault).startsWith("=> ")) {
      fault++;
    }
    assertEquals(
        List.of(
            "=> 0xffffffffc043cbfd <depot_weigh_behind.constprop.0+20>:\tmov    0x24(%rdi),%edx",
            "          %edx = 0x0",
            "          0x24(%rdi) = [0xffffffffffffffcc] = BAD: not mapped"),
        answer.subList(fault, fault + 3));
  }

  @Test
  void namesWhatTheKernelPatches() {
    assertEquals(
        "0xffffffff82f4cc50 <vfs_read>:\tnopl   0x0(%rax,%rax,1)  # ftrace site of vfs_read: off",
        ProgramRun.onSample("dis -p vfs_read").getFirst());
    assertTrue(
        ProgramRun.onSample("dis -p __schedule").stream()
            .anyMatch(line -> line.endsWith("  # static key sched_schedstats: off")));
    assertTrue(
        ProgramRun.onSample("dis -p vfs_write").stream()
            .noneMatch(line -> line.contains("static key sched_schedstats")));
  }

  @Test
  void saysWhatIsWrongWithTheQuestion() {
    assertTrue(
        ProgramRun.onSample("dis -rf vfs_read")
            .getFirst()
            .contains("-r and -f exclude each other"));
    assertTrue(ProgramRun.onSample("dis vfs_read 0").getFirst().contains("not a count: 0"));
    assertTrue(ProgramRun.onSample("dis -b 8").getFirst().contains("nothing to skip"));
    assertTrue(ProgramRun.onSample("dis ffffffffffff0000 1").getFirst().contains("cannot be read"));
    assertTrue(
        ProgramRun.onSample("dis -s vfs_read").getFirst().contains("debug information is needed"));
  }
}
