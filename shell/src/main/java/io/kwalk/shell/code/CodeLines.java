package io.kwalk.shell.code;

import io.kwalk.core.arch.code.AddressFormat;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.FtraceSites;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.command.SourceText;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints instructions one by one, with the source line before those where it changes. */
final class CodeLines {
  private final Kernel kernel;
  private final AddressText addresses;
  private final boolean sourceLines;
  private final boolean sites;
  private final Output output;
  private @Nullable SourceLine last;

  /**
   * Makes a printer.
   *
   * @param sourceLines whether lines of source stand before their instructions
   * @param sites whether what the kernel patches is named
   */
  CodeLines(
      Kernel kernel, AddressText addresses, boolean sourceLines, boolean sites, Output output) {
    this.sites = sites;
    this.kernel = kernel;
    this.addresses = addresses;
    this.sourceLines = sourceLines;
    this.output = output;
  }

  void print(Instruction instruction, byte[] bytes) {
    Optional<SourceLine> line =
        sourceLines ? kernel.lines().at(instruction.address()) : Optional.empty();
    if (output.json()) {
      output.row(json(instruction, bytes, line));
      return;
    }
    line.ifPresent(this::printIfNew);
    output.line(text(instruction));
  }

  private void printIfNew(SourceLine line) {
    boolean same = last != null && last.line() == line.line() && last.file().equals(line.file());
    if (line.line() != 0 && !same) {
      output.line(SourceText.of(line));
      last = line;
    }
  }

  private String text(Instruction instruction) {
    StringBuilder out = new StringBuilder(100);
    addresses.append(out, instruction.address());
    out.append(":\t");
    instruction.append(out, addresses);
    if (sites) {
      SiteText.append(out, kernel, instruction.address());
    } else if (isFtraceNop(instruction)) {
      out.append(" [FTRACE NOP]");
    }
    return out.toString();
  }

  /** A nop where ftrace would patch a call in. */
  private boolean isFtraceNop(Instruction instruction) {
    return instruction.mnemonic().equals("nopl")
        && instruction.length() == 5
        && instruction.address() < 0
        && FtraceSites.of(kernel).contains(instruction.address());
  }

  private JsonObject json(Instruction instruction, byte[] bytes, Optional<SourceLine> line) {
    JsonObject row = new JsonObject().putAddress("address", instruction.address());
    addresses.put(row, "symbol", "offset", instruction.address());
    row.put("bytes", HexFormat.of().formatHex(bytes));
    StringBuilder mnemonic = new StringBuilder();
    instruction.appendMnemonic(mnemonic);
    row.put("mnemonic", mnemonic.toString());
    StringBuilder operands = new StringBuilder();
    instruction.appendOperands(operands, AddressFormat.HEXADECIMAL);
    row.put("operands", operands.toString());
    instruction.target().ifPresent(target -> target(row, target));
    instruction.relativeAddress().ifPresent(target -> target(row, target));
    line.ifPresent(known -> SourceText.add(row, known));
    SiteText.add(row, kernel, instruction.address());
    return row;
  }

  private void target(JsonObject row, long target) {
    row.putAddress("target", target);
    addresses.put(row, "target_symbol", "target_offset", target);
  }
}
