package io.kwalk.lab.disassembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.arch.arm64.Arm64Architecture;
import io.kwalk.core.arch.x86_64.X86Architecture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What objdump prints of real code, instruction by instruction. */
class ObjdumpComparisonTest {
  private static final Path OBJDUMP = Path.of("/usr/bin/objdump");
  private static final Path ARM64_OBJDUMP = Path.of("/usr/bin/aarch64-linux-gnu-objdump");
  private static final Path KERNELS =
      Path.of(System.getProperty("user.home"), ".cache/kernel-lab/kernels");

  @Test
  void countsWhatDiffers() throws IOException {
    String listing =
        """
        ffffffff81000000:\t48 89 d8             \tmov    %rbx,%rax
        ffffffff81000003:\te8 00 00 00 00       \tcall   ffffffff81000008 <startup_64+0x8>
        ffffffff81000008:\tc3                   \tretq
        """;
    ObjdumpComparison comparison = new ObjdumpComparison(X86Architecture.X86_64, 10);
    comparison.compare(new BufferedReader(new StringReader(listing)));
    assertEquals(3, comparison.instructions());
    assertEquals(0, comparison.differentLengths());
    assertEquals(1, comparison.differentTexts());
  }

  @Test
  void anInstructionIsCutOffWhereTheNextSymbolBegins() throws IOException {
    String listing =
        """
        ffffffff81e01a3d <zen_untrain_ret>:
        ffffffff81e01a3d:\t90                   \tnop
        ffffffff81e01a3e:\t48                   \trex.W
        ffffffff81e01a3f:\tb8                   \t.byte 0xb8

        ffffffff81e01a40 <__x86_return_thunk>:
        ffffffff81e01a40:\t48 8d 64 24 08       \tlea    0x8(%rsp),%rsp
        ffffffff81e01a45:\tc3                   \tret
        """;
    assertEquals("5 0 0", counts(listing));
    String withoutTheSymbol = listing.replace("ffffffff81e01a40 <__x86_return_thunk>:", "");
    assertEquals("5 1 1", counts(withoutTheSymbol));
  }

  private static String counts(String listing) throws IOException {
    ObjdumpComparison comparison = new ObjdumpComparison(X86Architecture.X86_64, 10);
    comparison.compare(new BufferedReader(new StringReader(listing)));
    return comparison.instructions()
        + " "
        + comparison.differentLengths()
        + " "
        + comparison.differentTexts();
  }

  @Test
  void readsWordsOfArm64AndLeavesOutItsData() throws IOException {
    String listing =
        """
        ffff800008000000:\td503201f \tnop
        ffff800008000004:\t54000040 \tb.eq\tffff80000800000c <_text+0xc>  // b.none
        ffff800008000008:\t00000000 \t.word\t0x00000000
        ffff80000800000c:\t52800000 \tmovz\tw0, #0x0
        """;
    ObjdumpComparison comparison = new ObjdumpComparison(Arm64Architecture.ARM64, 10);
    comparison.compare(new BufferedReader(new StringReader(listing)));
    assertEquals(3, comparison.instructions());
    assertEquals(1, comparison.differentTexts());
  }

  @Test
  void theRuntimesOwnLibrariesReadAsObjdumpPrintsThem() throws IOException, InterruptedException {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libfontmanager.so");
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "this machine is no x86-64");
    compare(OBJDUMP, X86Architecture.X86_64, List.of(), library);
  }

  @Test
  void theKernelReadsAsObjdumpPrintsIt() throws IOException, InterruptedException {
    compare(
        OBJDUMP,
        X86Architecture.X86_64,
        List.of("--start-address=0xffffffff81000000", "--stop-address=0xffffffff81100000"),
        KERNELS.resolve("6.1.0-50-cloud-amd64/vmlinux"));
  }

  @Test
  void theArm64KernelReadsAsObjdumpPrintsIt() throws IOException, InterruptedException {
    compare(
        ARM64_OBJDUMP,
        Arm64Architecture.ARM64,
        List.of("--start-address=0xffff800008010000", "--stop-address=0xffff800008110000"),
        KERNELS.resolve("6.1.0-56-cloud-arm64/vmlinux"));
  }

  private static void compare(
      Path objdump, Architecture architecture, List<String> options, Path file)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(objdump), objdump + " is not installed");
    assumeTrue(Files.isReadable(file), file + " is not here");
    List<String> command = new ArrayList<>(List.of(objdump.toString(), "-d", "-w"));
    command.addAll(options);
    command.add(file.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    ObjdumpComparison comparison = new ObjdumpComparison(architecture, 20);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
      comparison.compare(reader);
    }
    assertEquals(0, process.waitFor());
    assertTrue(comparison.instructions() > 10_000, comparison::report);
    long equal = comparison.instructions() - comparison.differentTexts();
    assertTrue(equal >= comparison.instructions() * 0.9999, comparison::report);
    assertEquals(0, comparison.differentLengths(), comparison::report);
  }
}
