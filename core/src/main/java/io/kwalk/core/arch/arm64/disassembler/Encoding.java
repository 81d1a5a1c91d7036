package io.kwalk.core.arch.arm64.disassembler;

import io.kwalk.core.arch.arm64.disassembler.Operand.Text;
import io.kwalk.core.arch.code.Flow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A row of the tables: {@code PATTERN MNEMONIC [OPERANDS] [?CONDITIONS] [@FLOW]}. */
final class Encoding {
  /** An operand that is not printed. */
  static final Operand NOTHING = new Text("");

  private final int mask;
  private final int value;
  private final @Nullable Template mnemonic;
  private final OperandDecoder[] operands;
  private final List<Predicate<Word>> conditions = new ArrayList<>();
  private final @Nullable Field operation;
  private Flow flow = Flow.NEXT;
  private boolean indirect;

  private Encoding(String pattern, String mnemonic, String operands) {
    this.mask = bits(pattern, "01");
    this.value = bits(pattern, "1");
    boolean named = mnemonic.equals("operation()");
    this.mnemonic = named ? null : Template.parse(mnemonic, pattern);
    this.operation = named ? Field.of(pattern, "okmp") : null;
    List<OperandDecoder> decoders = new ArrayList<>();
    for (String operand : split(operands)) {
      decoders.add(OperandKinds.compile(operand, pattern));
    }
    this.operands = decoders.toArray(OperandDecoder[]::new);
  }

  static Encoding parse(String line) {
    String[] words = line.split(" +", -1);
    String pattern = words[0].replace("_", "");
    if (pattern.length() != 32) {
      throw new IllegalArgumentException(pattern.length() + " bits: " + line);
    }
    int at = 2;
    boolean plain = words.length <= at || words[at].startsWith("?") || words[at].startsWith("@");
    try {
      Encoding row = new Encoding(pattern, words[1], plain ? "" : words[at++]);
      for (; at < words.length; at++) {
        row.add(words[at], pattern);
      }
      return row;
    } catch (IllegalArgumentException problem) {
      throw new IllegalArgumentException(line, problem);
    }
  }

  private void add(String word, String pattern) {
    for (String part : word.substring(1).split(",", -1)) {
      if (word.startsWith("?")) {
        conditions.add(Conditions.compile(part, pattern));
        continue;
      }
      switch (part) {
        case "indirect" -> indirect = true;
        case "jump" -> flow = Flow.JUMP;
        case "call" -> flow = Flow.CALL;
        case "return" -> flow = Flow.RETURN;
        case "trap" -> flow = Flow.TRAP;
        case "conditional" -> flow = Flow.CONDITIONAL_JUMP;
        default -> throw new IllegalArgumentException("no flow " + part);
      }
    }
  }

  /** At commas that stand in no brackets. */
  private static List<String> split(String operands) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < operands.length(); i++) {
      char c = operands.charAt(i);
      if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (c == ')' || c == ']' || c == '}') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(operands.substring(start, i));
        start = i + 1;
      }
    }
    if (start < operands.length()) {
      parts.add(operands.substring(start));
    }
    return parts;
  }

  private static int bits(String pattern, String ones) {
    int bits = 0;
    for (int i = 0; i < pattern.length(); i++) {
      bits = bits << 1 | (ones.indexOf(pattern.charAt(i)) >= 0 ? 1 : 0);
    }
    return bits;
  }

  /** Whether words whose highest bits are {@code bits} can be of it. */
  boolean hasTop(int bits, int count) {
    int top = -1 << 32 - count;
    return (bits << 32 - count & mask) == (value & mask & top);
  }

  /** The instruction; null if the word is not of this row. */
  @Nullable Arm64Instruction decode(Word word) {
    if ((word.bits & mask) != value) {
      return null;
    }
    for (int i = 0; i < conditions.size(); i++) {
      if (!conditions.get(i).test(word)) {
        return null;
      }
    }
    word.comment = "";
    Operand[] decoded = new Operand[operands.length];
    int count = 0;
    for (OperandDecoder decoder : operands) {
      Operand operand = decoder.decode(word);
      if (operand == null) {
        return null;
      }
      if (!operand.equals(NOTHING)) {
        decoded[count++] = operand;
      }
    }
    String name = name(word);
    return name == null
        ? null
        : new Arm64Instruction(
            word.address,
            name,
            Arrays.asList(decoded).subList(0, count),
            word.comment,
            flow,
            indirect);
  }

  private @Nullable String name(Word word) {
    if (mnemonic != null) {
      return mnemonic.of(word);
    }
    SystemOperations.Operation named =
        operation == null ? null : SystemOperations.at(operation.of(word));
    return named == null ? null : named.mnemonic();
  }
}
