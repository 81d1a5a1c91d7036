package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Options whose answers crash 9.0.2 gave for the 6.1 dump. */
class CrashOptionsTest {
  private static List<String> lines(String command) {
    Optional<RealDump> dump = RealDumps.named("k61");
    assumeTrue(dump.isPresent(), "the 6.1 dump is not on this machine");
    ProgramRun run =
        ProgramRun.of(List.of("-s", "--no_kwalkrc", "-c", command, dump.get().vmcore().toString()));
    return run.out().lines().map(line -> line.strip().replaceAll("\\s+", " ")).toList();
  }

  @Test
  void reservedPagesAreNotShared() {
    assertTrue(lines("kmem -i=shared").contains("SHARED 39715 155.1 MB 29% of TOTAL MEM"));
  }

  @Test
  void aMappingOfAnotherProcessIsNotFound() {
    assertEquals("(not found)", lines("vm -P ff1b83a504466c78 1").getLast());
    List<String> own = lines("vm 1");
    String vma = own.get(4).split(" ", 2)[0];
    assertTrue(lines("vm -P " + vma + " 1").get(2).startsWith(vma));
  }

  @Test
  void aNumberIsAFileDescriptorOrPartOfAPath() {
    List<String> found = lines("files -R 1 1");
    assertTrue(found.get(3).endsWith(" CHR /dev/null"), found.toString());
    assertTrue(found.get(4).startsWith("10 "), found.toString());
    assertTrue(found.get(4).endsWith(" REG /proc/1/mountinfo"), found.toString());
    assertEquals(2, found.stream().filter(line -> line.matches("[0-9]+ ff.*")).count());
  }

  @Test
  void anEmptyLineIsBetweenTheRegistersOfProcessors() {
    List<String> registers = lines("help -r");
    assertEquals("", registers.get(registers.indexOf("CPU 1:") - 1));
  }

  @Test
  void aStringLiteralIsNotNamedAfterTheTableBeforeIt() {
    assertEquals(
        List.of("ff5aa5bb80517c30: ffffffff98b67d11 panic+317"), lines("rd -s ff5aa5bb80517c30 2"));
  }
}
