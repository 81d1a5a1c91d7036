package io.kwalk.lab.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.arch.RegisterNumbers;
import io.kwalk.core.arch.x86_64.X86RegisterNumbers;
import io.kwalk.core.debuginfo.cfi.CallFrameInformation;
import io.kwalk.core.debuginfo.cfi.CallFrameRow;
import io.kwalk.core.debuginfo.cfi.FrameAddressRule;
import io.kwalk.core.debuginfo.cfi.RegisterRule;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.lab.dumps.RealKernels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rows of each kernel that is at hand are those that readelf prints. */
@Tag("oracle")
final class RealCallFramesTest {
  /** Every so many-th function, up to so many rows: all of them take minutes. */
  private static final int STEP = 20;

  private static final int ROWS = 20_000;
  private static final int EM_AARCH64 = 183;

  /** DWARF for the Arm 64-bit Architecture, 2024Q3, section 4.1: x0 to x30, sp. */
  private static final RegisterNumbers ARM64 =
      new RegisterNumbers(
          Stream.concat(IntStream.range(0, 31).mapToObj(number -> "x" + number), Stream.of("sp"))
              .toList(),
          31,
          30,
          0);

  @Test
  void rowsAreThoseOfReadelf() throws IOException {
    List<Path> kernels = RealKernels.all();
    assumeTrue(!kernels.isEmpty(), "skipped: no kernels with debug files in $LAB/kernels");
    for (Path kernel : kernels) {
      int rows = compare(kernel.resolve("vmlinux"));
      assertTrue(rows > 10_000, kernel + ": " + rows + " rows");
    }
  }

  private static int compare(Path vmlinux) throws IOException {
    ElfFile elf = ElfFile.open(vmlinux);
    RegisterNumbers numbers = elf.machine() == EM_AARCH64 ? ARM64 : X86RegisterNumbers.NUMBERS;
    CallFrameInformation frames = CallFrameInformation.of(elf).orElseThrow();
    Process readelf = start("readelf", "--wide", "--debug-dump=frames-interp", vmlinux.toString());
    int rows = 0;
    int function = 0;
    String[] columns = {};
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(readelf.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null && rows < ROWS; line = lines.readLine()) {
        if (line.contains(" FDE ") || line.contains(" CIE ")) {
          function++;
          columns = new String[0];
        } else if (line.startsWith("   LOC")) {
          columns = line.trim().split(" +");
        } else if (columns.length > 0 && line.startsWith("ffff") && function % STEP == 0) {
          String[] row = line.trim().split(" +");
          long address = Long.parseUnsignedLong(row[0], 16);
          String actual = row[0] + text(frames, numbers, address, columns);
          assertEquals(String.join(" ", row), actual, vmlinux.toString());
          rows++;
        }
      }
    } finally {
      readelf.destroyForcibly();
    }
    return rows;
  }

  private static Process start(String... command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException failure) {
      assumeTrue(false, "skipped: readelf (binutils) is not installed");
      throw failure;
    }
  }

  private static String text(
      CallFrameInformation frames, RegisterNumbers numbers, long address, String[] columns) {
    CallFrameRow row = frames.find(address).orElseThrow();
    List<String> cells = new ArrayList<>();
    for (int i = 2; i < columns.length; i++) {
      int number =
          columns[i].equals("ra")
              ? row.returnAddressRegister()
              : numbers.names().indexOf(columns[i]);
      cells.add(cell(numbers, row.rule(number)));
    }
    return (" " + frameAddress(numbers, row) + " " + String.join(" ", cells)).stripTrailing();
  }

  private static String frameAddress(RegisterNumbers numbers, CallFrameRow row) {
    return switch (row.frameAddress()) {
      case FrameAddressRule.RegisterPlus plus ->
          numbers.name(plus.register()) + signed(plus.offset());
      case FrameAddressRule.OfExpression _ -> "exp";
    };
  }

  private static String signed(long offset) {
    return offset < 0 ? Long.toString(offset) : "+" + offset;
  }

  private static String cell(RegisterNumbers numbers, @Nullable RegisterRule rule) {
    return switch (rule) {
      case null -> "u";
      case RegisterRule.Undefined _ -> "u";
      case RegisterRule.SameValue _ -> "s";
      case RegisterRule.SavedAt at -> "c" + signed(at.offset());
      case RegisterRule.FrameAddressPlus plus -> "v" + signed(plus.offset());
      case RegisterRule.InRegister in -> numbers.name(in.register());
      case RegisterRule.SavedAtExpression _ -> "exp";
      case RegisterRule.ValueOfExpression _ -> "vexp";
    };
  }
}
