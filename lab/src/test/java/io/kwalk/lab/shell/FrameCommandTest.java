package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames of the sample's module, whose debug file the repository has. */
final class FrameCommandTest {
  private static ProgramRun run(String line, String... options) {
    List<String> arguments = new ArrayList<>(List.of("-s", "--no_kwalkrc"));
    arguments.addAll(List.of(options));
    arguments.add(RealDumps.sample().vmcore().toString());
    return ProgramRun.of(arguments, line);
  }

  private static ProgramRun withDebugFile(String line, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--mod", RealDumps.repository().resolve("samples/debug").toString()));
    return run(line, all.toArray(String[]::new));
  }

  @Test
  void interruptedCodeStandsWithTheFrameOfItsException() {
    String out = withDebugFile("frame 6").out();
    assertTrue(out.startsWith(" #6 [ff76c5410044bab0] asm_exc_page_fault"), out);
    assertTrue(out.contains("[exception RIP: depot_weigh_behind.constprop.0+20]"), out);
    // The parcel's neighbour was null: container_of made this of it, as RDI shows.
    assertTrue(out.contains("parcel = (struct parcel *) 0xffffffffffffffa8\n"), out);
    assertTrue(out.contains("shelf = (struct list_head *) 0xffffffffc043e478"), out);
  }

  @Test
  void argumentsAndLocalsOfACallerAreThoseThatItSaved() {
    String out = withDebugFile("frame 8").out();
    assertTrue(out.contains("depot_execute at "), out);
    assertTrue(out.contains("courier = (struct courier *) 0xff37b04edbe82d00\n"), out);
    assertTrue(out.contains("command = 0xff76c5410044bc00 \"forward 3\"\n"), out);
    assertTrue(out.contains("number = 3\n"), out);
  }

  @Test
  void whatIsGoneSaysWhy() {
    String out = withDebugFile("frame 7").out();
    assertTrue(out.contains("parcel = (struct parcel *) 0xff37b04edb1aa478\n"), out);
    assertTrue(out.contains("behind = <optimized out>\n"), out);
    assertTrue(out.contains("number = <only the caller knew: "), out);
  }

  @Test
  void rowsHaveTypesLocationsAndHowAValueWasFound() {
    String out = withDebugFile("frame 8", "--json").out();
    assertEquals(1, out.lines().count(), out);
    assertTrue(out.contains("\"function\":\"depot_execute\""), out);
    assertTrue(out.contains("\"name\":\"courier\",\"parameter\":true,\"hidden\":false"), out);
    assertTrue(out.contains("\"how\":\"exact\",\"location\":\"rbx\""), out);
    assertTrue(out.contains("\"type\":\"struct courier *\""), out);
  }

  @Test
  void allFramesOfATask() {
    String out = withDebugFile("frame -a").out();
    assertTrue(out.startsWith("PID: 123 "), out);
    assertTrue(out.contains("\n#13 ["), out);
    assertTrue(out.contains("\n #9 [ff76c5410044bbf8] depot_write"), out);
  }

  @Test
  void withoutDebugInformationItSaysWhatIsNeeded() {
    ProgramRun run = run("frame 8", "--no-debuginfo");
    assertTrue(run.out().contains("no debug information describes this code"), run.out());
    assertTrue(run.errors().contains("frame: no debug information: name vmlinux"), run.errors());
  }

  @Test
  void framesThatAreNotThereAreRefused() {
    assertTrue(withDebugFile("frame 99").errors().contains("no frame 99 of 14"));
    assertTrue(withDebugFile("frame x").errors().contains("not the number of a frame: x"));
    assertFalse(withDebugFile("frame 0 1").errors().contains("99"));
  }
}
