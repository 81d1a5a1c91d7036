package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** What {@code help -LETTER} has in common with crash: names and values out of the dump. */
class HelpListingsTest {
  static Stream<Arguments> facts() {
    return RealDumps.all().stream()
        .flatMap(dump ->
            Stream.of(
                Arguments.of(
                    dump,
                    "help -m",
                    List.of(
                        "thread_return",
                        "NMI_stack_index",
                        "cs",
                        "ss",
                        "vmemmap_end",
                        "GART_start",
                        "GART_end")),
                Arguments.of(
                    dump,
                    "help -k",
                    List.of(
                        "cpu_flags[NR_CPUS]",
                        "stext",
                        "cpus",
                        "ikconfig_ents",
                        "source_tree",
                        "hypervisor",
                        "p2m_table_size")),
                Arguments.of(
                    dump, "help -t", List.of("pid_xarray", "pid_radix_tree", "pidhash_addr")),
                Arguments.of(
                    dump, "help -n", List.of("NOTE offsets", "tasks[nr_cpus]", "block_shift")),
                Arguments.of(
                    dump,
                    "help -v",
                    List.of(
                        "total_pages",
                        "huge_zero_paddr",
                        "mem_map",
                        "max_mapnr",
                        "nr_vm_stat_items",
                        "nr_bad_slab_caches",
                        "page_type_base"))))
        .filter(arguments -> reference(arguments) != null);
  }

  private static @Nullable String reference(Arguments arguments) {
    try {
      return ((RealDump) arguments.get()[0]).crash((String) arguments.get()[1]);
    } catch (IOException _) {
      return null;
    }
  }

  private static List<String> named(String text, String name) {
    return text.lines().map(String::strip).filter(line -> line.startsWith(name + ": ")).toList();
  }

  @OverDumps("facts")
  void areThoseOfCrash(RealDump dump, String command, List<String> names) throws IOException {
    ProgramRun run =
        ProgramRun.of(List.of("-s", "--no_kwalkrc", "-c", command, dump.vmcore().toString()));
    for (String name : names) {
      List<String> expected = named(String.valueOf(dump.crash(command)), name);
      List<String> found = named(run.out(), name);
      assertFalse(found.isEmpty(), name);
      assertTrue(expected.contains(found.getFirst()), () -> name + ": " + expected + ", " + found);
    }
  }

  /** Crash has 0.0.0: docs/differences.md. */
  @Test
  void theCompilerIsTheOneOfTheBanner() {
    String sample = RealDumps.sample().vmcore().toString();
    ProgramRun run = ProgramRun.of(List.of("-s", "--no_kwalkrc", "-c", "help -k", sample));
    assertEquals(List.of("gcc_version: 12.2.0"), named(run.out(), "gcc_version"));
  }
}
