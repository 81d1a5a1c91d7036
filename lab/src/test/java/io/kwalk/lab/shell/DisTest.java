package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.shell.Main;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code dis} on the sample dump: a 6.1 kernel with a module of its own. */
final class DisTest {
  private static Path sample() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("samples/vmcore");
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new AssertionError("samples/vmcore is not in this checkout");
  }

  /** What the commands print, errors behind the rest. */
  private static List<String> answers(String... commands) {
    List<String> arguments = new ArrayList<>();
    for (String command : commands) {
      arguments.add("-c");
      arguments.add(command);
    }
    arguments.add(sample().toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Main.run(
        arguments,
        InputStream.nullInputStream(),
        out,
        new PrintStream(errors, true, StandardCharsets.UTF_8));
    String all = out.toString(StandardCharsets.UTF_8) + errors.toString(StandardCharsets.UTF_8);
    return all.lines().toList();
  }

  @Test
  void showsAFunctionFromItsStart() {
    assertEquals(
        List.of(
            "0xffffffff82f4cc50 <vfs_read>:\tnopl   0x0(%rax,%rax,1) [FTRACE NOP]",
            "0xffffffff82f4cc55 <vfs_read+5>:\tpush   %r15"),
        answers("dis vfs_read").subList(0, 2));
  }

  @Test
  void showsBackToTheStartAndOnToTheEnd() {
    assertEquals(
        List.of("0xffffffff82f4cc55 <vfs_read+0x5>:\tpush   %r15"),
        answers("dis -x -r vfs_read+6 1"));
    List<String> whole = answers("dis vfs_read");
    assertEquals(whole.subList(1, whole.size()), answers("dis -f vfs_read+5"));
    assertEquals(whole.subList(0, 3), answers("dis ffffffff82f4cc50-ffffffff82f4cc58"));
  }

  @Test
  void givesOneInstructionInsideAFunction() {
    assertEquals(
        List.of("0xffffffff82f4cc55 <vfs_read+5>:\tpush   %r15"), answers("dis vfs_read+5"));
  }

  @Test
  void namesTheOperandThatWasBad() {
    List<String> answer = answers("dis -c");
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
  void saysWhatIsWrongWithTheQuestion() {
    assertTrue(answers("dis -rf vfs_read").getFirst().contains("-r and -f exclude each other"));
    assertTrue(answers("dis vfs_read 0").getFirst().contains("not a count: 0"));
    assertTrue(answers("dis -b 8").getFirst().contains("nothing to skip"));
    assertTrue(answers("dis ffffffffffff0000 1").getFirst().contains("cannot be read"));
    assertTrue(answers("dis -s vfs_read").getFirst().contains("debug information is needed"));
  }
}
