package io.kwalk.core.arch.arm64.disassembler;

/** The arguments of an operand in a row: fields by their letters, numbers, words. */
final class Arguments {
  private final String pattern;
  private final String[] words;

  /**
   * @param pattern 32 characters, that of bit 31 first
   */
  Arguments(String pattern, String[] words) {
    this.pattern = pattern;
    this.words = words;
  }

  Field field(int index) {
    return Field.of(pattern, words[index]);
  }

  Field named(String letters) {
    return Field.of(pattern, letters);
  }

  boolean has(int index) {
    return index < words.length;
  }

  int number(int index) {
    return Integer.parseInt(words[index]);
  }

  String word(int index) {
    return words[index];
  }
}
