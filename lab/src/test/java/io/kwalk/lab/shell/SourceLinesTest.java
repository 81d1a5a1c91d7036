package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Source lines of the sample's module, whose debug file lies beside the dump. */
final class SourceLinesTest {
  private static final String SOURCE = "/usr/src/depot/build/depot/depot.c: ";

  /** What the command prints once the module's debug file is in use, errors behind the rest. */
  private static List<String> answer(String... arguments) {
    Path samples = RealDumps.repository().resolve("samples");
    List<String> all =
        new ArrayList<>(List.of("-s", "-c", "mod -s depot " + samples.resolve("debug/depot.ko")));
    all.addAll(List.of(arguments));
    all.add(samples.resolve("vmcore").toString());
    List<String> lines = ProgramRun.interleaved(all).lines().toList();
    return lines.subList(lines.getFirst().startsWith("{") ? 1 : 2, lines.size());
  }

  @Test
  void showsTheLineOfTheInstructionThatFaultedAndOfEachCall() {
    List<String> trace = answer("-c", "bt -l");
    int registers = trace.indexOf("    [exception RIP: depot_weigh_behind.constprop.0+20]");
    // list_for_each_entry_continue reads the next parcel; depot_forward calls depot_weigh_behind.
    assertEquals("    " + SOURCE + "175", trace.get(registers + 8));
    assertEquals(
        " #7 [ff76c5410044bb68] depot_forward.cold at ffffffffc043ccc3 [depot]",
        trace.get(registers + 9));
    assertEquals("    " + SOURCE + "190", trace.get(registers + 10));
  }

  @Test
  void showsInlinedFunctionsAboveTheOneTheyArePartOf() {
    String fortify =
        "    /usr/src/depot/build/kernel/usr/src/linux-headers-6.1.0-56-common/include/linux/"
            + "fortify-string.h: ";
    assertEquals(
        List.of(
            "PID: 122      TASK: ff37b04edb180000  CPU: 0    COMMAND: \"porter\"",
            "     (inlined)         strnlen",
            fortify + "174",
            "     (inlined)         strscpy",
            fortify + "254",
            " #0 [ff76c54100440000] depot_receive at ffffffffc043c2b5 [depot]",
            "    " + SOURCE + "123"),
        answer("-c", "bt -i -I ffffffffc043c2b5 122").subList(0, 7));
  }

  @Test
  void givesInlinedFunctionsAsFramesOfTheirOwnInJson() {
    String json = answer("--json", "-c", "bt -i -I ffffffffc043c2b5 122").getFirst();
    assertTrue(json.contains("\"frames\":[{\"inlined\":true,\"function\":\"strnlen\""), json);
    assertTrue(json.contains("{\"frame\":0,"), json);
    assertTrue(json.contains("\"function\":\"depot_receive\""), json);
    assertTrue(json.contains("\"line\":123,"), json);
  }

  @Test
  void namesTheLineOfASymbolAndOfAnAddress() {
    assertEquals(
        List.of("ffffffffc043cad0 (t) depot_write [depot] " + SOURCE + "221"),
        answer("-c", "sym depot_write"));
    assertEquals(
        List.of("ffffffffc043cbfd (t) depot_weigh_behind.constprop.0+20 [depot] " + SOURCE + "175"),
        answer("-c", "sym ffffffffc043cbfd"));
  }

  @Test
  void findsTheCodeOfALine() {
    assertEquals(
        List.of(
            "ffffffffc043ccb2 (t) depot_forward.cold+31 [depot] " + SOURCE + "190",
            "ffffffffc043ccbe (t) depot_forward.cold+43 [depot] " + SOURCE + "190",
            "ffffffffc043ccce (t) depot_forward.cold+59 [depot] " + SOURCE + "190"),
        answer("-c", "sym depot/depot.c:190"));
    assertEquals(List.of("sym: no code of line 3 of nosuch.c"), answer("-c", "sym nosuch.c:3"));
  }
}
