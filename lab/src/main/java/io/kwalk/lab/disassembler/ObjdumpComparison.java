package io.kwalk.lab.disassembler;

import io.kwalk.core.arch.x86_64.disassembler.AttText;
import io.kwalk.core.arch.x86_64.disassembler.AttText.AddressFormat;
import io.kwalk.core.arch.x86_64.disassembler.Disassembler;
import io.kwalk.core.arch.x86_64.disassembler.Instruction;
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
 * <pre>objdump -d -w FILE | java … io.kwalk.lab.disassembler.ObjdumpComparison [DIFFERENCES]</pre>
 *
 * prints the first DIFFERENCES (default 40) and the share.
 */
public final class ObjdumpComparison {
  private final Disassembler disassembler = new Disassembler();
  private final int shownAtMost;
  private final StringBuilder shown = new StringBuilder();
  private long instructions;
  private long differentLengths;
  private long differentTexts;

  public ObjdumpComparison(int shownAtMost) {
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
    instructions++;
    boolean marked = line.text().startsWith("0x", line.text().lastIndexOf(' ') + 1);
    // binutils 2.41 and newer name the 1 of shifts.
    String text = text(instruction, marked, line.text().contains(" $1,"));
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

  /** objdump prints targets without 0x, but with it where there are no symbols at all. */
  private static String text(Instruction instruction, boolean marked, boolean impliedOne) {
    StringBuilder out = new StringBuilder();
    AttText.append(out, instruction, new Format(marked, impliedOne));
    return out.toString();
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
        + "%,d instructions: %,d of other lengths, %,d of other text: %.4f %% equal"
            .formatted(
                instructions,
                differentLengths,
                differentTexts,
                100.0 * (instructions - differentTexts) / Math.max(1, instructions));
  }

  public static void main(String[] arguments) throws IOException {
    int shown = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
    ObjdumpComparison comparison = new ObjdumpComparison(shown);
    comparison.compare(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1)));
    System.out.println(comparison.report());
  }
}
