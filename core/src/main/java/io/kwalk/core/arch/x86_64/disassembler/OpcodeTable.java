package io.kwalk.core.arch.x86_64.disassembler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The rows of one or more opcode maps, read from a resource when the first opcode of it is looked
 * up. A row is {@code OPCODE [CONDITION...] MNEMONIC [OPERANDS]}; its conditions and operands are
 * described in the resources' README.
 */
final class OpcodeTable {
  private static final InstructionForm[] NONE = {};

  /** Escaped maps share a table: 256 opcodes for each. */
  private final InstructionForm[][] rows;

  private OpcodeTable(String text, boolean vector) {
    rows = new InstructionForm[vector ? 5 * 256 : 256][];
    Arrays.fill(rows, NONE);
    int from = 0;
    for (int end; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
      if (text.charAt(from) != '#') {
        row(InstructionForm.split(text.substring(from, end), ' '), vector);
      }
    }
  }

  /** Reads a table of opcodes; {@code vector} tables name the map before each. */
  static OpcodeTable read(String resource, boolean vector) {
    try (InputStream stream = OpcodeTable.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the opcode table " + resource + " is missing");
      }
      return new OpcodeTable(new String(stream.readAllBytes(), StandardCharsets.US_ASCII), vector);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void row(String[] words, boolean vector) {
    String opcode = words[0];
    boolean eight = opcode.endsWith("+");
    String digits = eight ? opcode.substring(0, opcode.length() - 1) : opcode;
    int dot = digits.indexOf('.');
    int map = dot < 0 ? 0 : map(digits.substring(0, dot));
    int first = map * 256 + Integer.parseInt(digits, dot + 1, digits.length(), 16);
    InstructionForm form = InstructionForm.parse(words, 1, vector);
    for (int i = first; i < first + (eight ? 8 : 1) && i < (map + 1) * 256; i++) {
      InstructionForm[] longer = Arrays.copyOf(rows[i], rows[i].length + 1);
      longer[rows[i].length] = form;
      rows[i] = longer;
    }
  }

  private static int map(String name) {
    return switch (name) {
      case "0f" -> 0;
      case "0f38" -> 1;
      case "0f3a" -> 2;
      case "m5" -> 3;
      case "m6" -> 4;
      default -> throw new IllegalArgumentException("map of the opcode table: " + name);
    };
  }

  InstructionForm[] forms(int map, int opcode) {
    return rows[map * 256 + opcode];
  }
}
