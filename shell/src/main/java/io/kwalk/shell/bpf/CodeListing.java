package io.kwalk.shell.bpf;

import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.bpf.BpfInstruction;
import io.kwalk.linux.bpf.BpfProgram;
import io.kwalk.linux.code.CodeReader;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.code.InstructionText;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a program is made of: -t and -T its instructions, -j its machine code. */
final class CodeListing {
  private static final HexFormat OPCODES = HexFormat.ofDelimiter(" ");

  private final Kernel kernel;
  private final boolean hexadecimal;
  private final Output output;

  CodeListing(Kernel kernel, boolean hexadecimal, Output output) {
    this.kernel = kernel;
    this.output = output;
    this.hexadecimal = hexadecimal;
  }

  void instructions(BpfProgram program, boolean opcodes) {
    ProgramNames names = new ProgramNames(program);
    output.line("");
    for (BpfInstruction instruction : program.instructions()) {
      output.checkInterrupted();
      output.line(
          Text.right(Integer.toString(instruction.index()), 4)
              + ": "
              + BpfText.of(instruction, names));
      if (opcodes) {
        output.line("       " + OPCODES.formatHex(instruction.bytes()));
      }
    }
  }

  static void addInstructions(JsonObject row, BpfProgram program) {
    ProgramNames names = new ProgramNames(program);
    row.putObjects(
        "instructions",
        program.instructions().stream()
            .map(instruction ->
                new JsonObject()
                    .put("index", instruction.index())
                    .put("bytes", HexFormat.of().formatHex(instruction.bytes()))
                    .put("text", BpfText.of(instruction, names)))
            .toList());
  }

  void machineCode(BpfProgram program) {
    List<BpfProgram.Code> pieces = program.machineCode();
    if (pieces.isEmpty()) {
      output.line("\n   (not compiled: the program is interpreted)");
    }
    for (BpfProgram.Code piece : pieces) {
      output.line("");
      if (pieces.size() > 1) {
        output.line("   " + Text.escape(piece.name()) + ":");
      }
      InstructionText text = text(piece);
      for (Instruction instruction : decode(piece)) {
        output.line("   " + text.of(instruction));
      }
    }
  }

  void addMachineCode(JsonObject row, BpfProgram program) {
    List<JsonObject> functions = new ArrayList<>();
    for (BpfProgram.Code piece : program.machineCode()) {
      List<JsonObject> lines = new ArrayList<>();
      InstructionText text = text(piece);
      for (Instruction instruction : decode(piece)) {
        lines.add(
            new JsonObject()
                .putAddress("address", instruction.address())
                .put("text", text.withoutAddress(instruction)));
      }
      functions.add(
          new JsonObject()
              .put("name", piece.name())
              .putAddress("start", piece.range().start())
              .putObjects("instructions", lines));
    }
    row.putObjects("machine_code", functions);
  }

  private InstructionText text(BpfProgram.Code piece) {
    return new InstructionText(kernel, piece.range(), hexadecimal);
  }

  /** As far as it can be read. */
  private List<Instruction> decode(BpfProgram.Code piece) {
    CodeReader reader = new CodeReader(kernel.architecture(), kernel.memory());
    List<Instruction> found = new ArrayList<>();
    try {
      for (long at = piece.range().start(); at < piece.range().end(); at = found.getLast().next()) {
        output.checkInterrupted();
        found.add(reader.at(at));
      }
    } catch (MemoryFault fault) {
      output.warn(String.valueOf(fault.getMessage()));
    }
    return found;
  }
}
