package io.kwalk.core.arch.arm64.disassembler;

import org.jspecify.annotations.Nullable;

/** From an operand's text in a row to what reads it. */
final class OperandKinds {
  private OperandKinds() {}

  static OperandDecoder compile(String text, String pattern) {
    if (text.startsWith("=")) {
      return literal(Template.parse(text.substring(1).replace('_', ' '), pattern));
    }
    OperandDecoder register = RegisterOperands.compile(text, pattern);
    if (register != null) {
      return register;
    }
    int open = text.indexOf('(');
    if (open < 0 || !text.endsWith(")")) {
      throw new IllegalArgumentException("no operand " + text);
    }
    String[] words = text.substring(open + 1, text.length() - 1).split(",", -1);
    OperandDecoder decoder = kind(text.substring(0, open), new Arguments(pattern, words));
    if (decoder == null) {
      throw new IllegalArgumentException("no operand " + text);
    }
    return decoder;
  }

  private static @Nullable OperandDecoder kind(String kind, Arguments arguments) {
    OperandDecoder decoder = ImmediateOperands.compile(kind, arguments);
    if (decoder == null) {
      decoder = MemoryOperands.compile(kind, arguments);
    }
    if (decoder == null) {
      decoder = VectorOperands.compile(kind, arguments);
    }
    if (decoder == null) {
      decoder = VectorImmediateOperands.compile(kind, arguments);
    }
    return decoder == null ? SystemOperands.compile(kind, arguments) : decoder;
  }

  private static OperandDecoder literal(Template template) {
    return word -> {
      String text = template.of(word);
      return text == null ? null : new Operand.Text(text);
    };
  }
}
