package io.kwalk.core.arch.x86_64.disassembler;

/**
 * One operand of an opcode table's row.
 *
 * @param kind where it is encoded
 * @param size how wide it is, by the letters of the tables (README of the resources)
 * @param element bytes of one element for a broadcast or a compressed displacement; 0 for the whole
 * @param broadcast whether EVEX.b repeats one element of memory
 * @param text a fixed register's name, or empty
 */
record OperandSpec(OperandKind kind, char size, int element, boolean broadcast, String text) {

  private static OperandSpec of(OperandKind kind, char size) {
    return new OperandSpec(kind, size, 0, false, "");
  }

  /** Reads a word such as "Ev", "Wxd", "{sae}", "%cl". */
  static OperandSpec parse(String word, boolean vector) {
    return switch (word) {
      case "1" -> of(OperandKind.ONE, ' ');
      case "(%dx)" -> of(OperandKind.PORT, ' ');
      case "{er}" -> of(OperandKind.ROUNDING, 'r');
      case "{sae}" -> of(OperandKind.ROUNDING, 's');
      case "%st(i)" -> of(OperandKind.FLOATING_STACK, ' ');
      case "%rbx" -> of(OperandKind.TABLE, ' ');
      default -> letters(word, vector);
    };
  }

  private static OperandSpec letters(String word, boolean vector) {
    char first = word.charAt(0);
    String rest = word.substring(1);
    char size = rest.isEmpty() ? ' ' : rest.charAt(0);
    return switch (first) {
      case '%' -> new OperandSpec(OperandKind.FIXED, ' ', 0, false, rest);
      case 'E' -> of(OperandKind.GENERAL_OR_MEMORY, size);
      case 'G' -> of(OperandKind.GENERAL, size);
      case 'R' -> of(OperandKind.GENERAL_RM, size);
      case 'Z' -> of(OperandKind.OPCODE_REGISTER, size);
      case 'A' -> of(OperandKind.ACCUMULATOR, size);
      case 'B' -> of(vector ? OperandKind.GENERAL_VEX : OperandKind.BOUND, size);
      case 'M' -> of(OperandKind.MEMORY, size);
      case 'I' -> of(OperandKind.IMMEDIATE, size);
      case 'J' -> of(OperandKind.RELATIVE, size);
      case 'O' -> of(OperandKind.DIRECT_MEMORY, size);
      case 'X' ->
          vector
              ? vectorLetters(OperandKind.VECTOR_INDEXED, rest)
              : of(OperandKind.STRING_SOURCE, size);
      case 'Y' -> of(OperandKind.STRING_DESTINATION, size);
      case 'S' -> of(OperandKind.SEGMENT, size);
      case 'C' -> of(OperandKind.CONTROL, size);
      case 'D' -> of(OperandKind.DEBUG, size);
      case 'P' -> of(OperandKind.MMX, size);
      case 'Q' -> of(OperandKind.MMX_OR_MEMORY, size);
      case 'N' -> of(OperandKind.MMX_RM, size);
      case 'K' -> of(OperandKind.MASK, size);
      case 'T' -> of(OperandKind.TILE, size);
      case 'V' -> vectorLetters(OperandKind.VECTOR, rest);
      case 'W' -> vectorLetters(OperandKind.VECTOR_OR_MEMORY, rest);
      case 'U' -> vectorLetters(OperandKind.VECTOR_RM, rest);
      case 'H' -> vectorLetters(OperandKind.VECTOR_VEX, rest);
      case 'L' -> vectorLetters(OperandKind.VECTOR_IMMEDIATE, rest);
      default -> throw new IllegalArgumentException("operand of the opcode table: " + word);
    };
  }

  /** A size, and behind it a broadcast element (d, q, w) or an element's bits (8 to 64). */
  private static OperandSpec vectorLetters(OperandKind kind, String rest) {
    char size = rest.charAt(0);
    String behind = rest.substring(1);
    return switch (behind) {
      case "" -> of(kind, size);
      case "8" -> new OperandSpec(kind, size, 1, false, "");
      case "16" -> new OperandSpec(kind, size, 2, false, "");
      case "32" -> new OperandSpec(kind, size, 4, false, "");
      case "64" -> new OperandSpec(kind, size, 8, false, "");
      default -> size == 's' ? scalar(kind, behind) : broadcast(kind, size, behind);
    };
  }

  private static OperandSpec scalar(OperandKind kind, String element) {
    int bytes =
        switch (element) {
          case "b" -> 1;
          case "h" -> 2;
          case "s" -> 4;
          default -> 8;
        };
    return new OperandSpec(kind, 'o', bytes, false, "");
  }

  private static OperandSpec broadcast(OperandKind kind, char size, String element) {
    int bytes = element.equals("w") ? 2 : element.equals("d") ? 4 : 8;
    return new OperandSpec(kind, size, bytes, true, "");
  }
}
