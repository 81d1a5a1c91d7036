package io.kwalk.core.arch.arm64.disassembler;

import java.util.ArrayList;
import java.util.List;

/** All rows, found by the highest bits of a word. */
final class EncodingTables {
  private static final int INDEX_BITS = 11;
  private static final List<String> CLASSES =
      List.of(
          "data-processing-immediate",
          "branches-system",
          "loads-stores",
          "data-processing-register",
          "floating-point",
          "loads-stores-simd",
          "crypto",
          "simd",
          "simd-scalar",
          "sve");

  private static final Encoding[][] BY_TOP = index();

  private EncodingTables() {}

  /** The rows that a word may be of, the first that fits is it. */
  static Encoding[] of(int word) {
    return BY_TOP[word >>> 32 - INDEX_BITS];
  }

  private static Encoding[][] index() {
    List<Encoding> rows = new ArrayList<>();
    for (String name : CLASSES) {
      for (String line : Resource.lines(name + ".txt")) {
        rows.add(Encoding.parse(line));
      }
    }
    Encoding[][] index = new Encoding[1 << INDEX_BITS][];
    for (int i = 0; i < index.length; i++) {
      int top = i;
      index[i] = rows.stream().filter(row -> row.hasTop(top, INDEX_BITS)).toArray(Encoding[]::new);
    }
    return index;
  }
}
