package io.kwalk.lab.disassembler;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.arch.arm64.Arm64Architecture;
import io.kwalk.core.arch.code.AddressFormat;
import io.kwalk.core.arch.code.Disassembler;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.arch.x86_64.X86Architecture;
import io.kwalk.lab.disassembler.ObjdumpListing.Line;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Counts the instructions of an objdump listing whose length and text the disassembler gives alike.
 *
 * <pre>
 * objdump -d -w FILE | java … io.kwalk.lab.disassembler.ObjdumpComparison [DIFFERENCES] [arm64]
 * </pre>
 *
 * prints the first DIFFERENCES (default 40) and the share. What objdump prints as data (".word"),
 * as the file's mapping symbols say, is counted apart: memory has no such symbols.
 */
public final class ObjdumpComparison {
  private final Disassembler disassembler;
  private final boolean hasMappingSymbols;
  private final int shownAtMost;
  private final StringBuilder shown = new StringBuilder();
  private long instructions;
  private long differentLengths;
  private long differentTexts;
  private long data;

  public ObjdumpComparison(Architecture architecture, int shownAtMost) {
    this.disassembler = architecture.disassemblers().get();
    this.hasMappingSymbols = architecture.equals(Arm64Architecture.ARM64);
    this.shownAtMost = shownAtMost;
  }

  /** Compares a whole listing. */
  public void compare(BufferedReader reader) throws IOException {
    ObjdumpListing listing = new ObjdumpListing(reader);
    for (List<Line> run = listing.nextRun(); !run.isEmpty(); run = listing.nextRun()) {
      compare(run);
    }
  }

  private void compare(List<Line> run) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    run.forEach(line -> all.writeBytes(line.bytes()));
    byte[] code = all.toByteArray();
    int offset = 0;
    for (Line line : run) {
      Instruction instruction = disassembler.decode(code, offset, code.length, line.address());
      compare(line, instruction);
      offset += line.bytes().length;
    }
  }

  private void compare(Line line, Instruction instruction) {
    if (isData(line)) {
      data++;
      return;
    }
    instructions++;
    // binutils 2.41 and newer name the 1 of shifts.
    boolean impliedOne = line.text().contains(" $1,");
    String text = text(instruction, false, impliedOne);
    if (!text.equals(line.text())) {
      // objdump prints targets without 0x, but with it where there are no symbols at all.
      text = text(instruction, true, impliedOne);
    }
    boolean sameLength = instruction.length() == line.bytes().length;
    boolean sameText = text.equals(line.text());
    differentLengths += sameLength ? 0 : 1;
    differentTexts += sameText ? 0 : 1;
    if ((!sameLength || !sameText) && differences() <= shownAtMost) {
      shown.append(
          "%x: %s%n  objdump: %s%n  kwalk %2d: %s%n"
              .formatted(
                  line.address(),
                  HexFormat.ofDelimiter(" ").formatHex(line.bytes()),
                  line.text(),
                  instruction.length(),
                  text));
    }
  }

  private boolean isData(Line line) {
    String text = line.text();
    return hasMappingSymbols
        && (text.startsWith(".word\t")
            || text.startsWith(".short\t")
            || text.startsWith(".byte\t")
            || text.startsWith(".xword\t"));
  }

  private static String text(Instruction instruction, boolean marked, boolean impliedOne) {
    StringBuilder out = new StringBuilder();
    instruction.append(out, new Format(marked, impliedOne));
    return out.toString().stripTrailing();
  }

  private record Format(boolean marked, boolean printsImpliedOne) implements AddressFormat {
    @Override
    public void append(StringBuilder out, long address) {
      out.append(marked ? "0x" : "").append(Long.toHexString(address));
    }
  }

  public long instructions() {
    return instructions;
  }

  public long differentLengths() {
    return differentLengths;
  }

  public long differentTexts() {
    return differentTexts;
  }

  private long differences() {
    return Math.max(differentLengths, differentTexts);
  }

  /** The first differences, and a line with the counts. */
  public String report() {
    return shown
        + "%,d instructions (and %,d of data): %,d of other lengths, %,d of other text: %.4f %% equal"
            .formatted(
                instructions,
                data,
                differentLengths,
                differentTexts,
                100.0 * (instructions - differentTexts) / Math.max(1, instructions));
  }

  public static void main(String[] arguments) throws IOException {
    int shown = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
    boolean arm64 = arguments.length > 1 && arguments[1].equals("arm64");
    Architecture architecture = arm64 ? Arm64Architecture.ARM64 : X86Architecture.X86_64;
    ObjdumpComparison comparison = new ObjdumpComparison(architecture, shown);
    comparison.compare(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1)));
    System.out.println(comparison.report());
  }
}
