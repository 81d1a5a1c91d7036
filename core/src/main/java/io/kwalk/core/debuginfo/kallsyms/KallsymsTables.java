package io.kwalk.core.debuginfo.kallsyms;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Where the kallsyms tables lie in kernel virtual memory.
 *
 * @param symbolCount {@code kallsyms_num_syms}, an unsigned int
 * @param names {@code kallsyms_names}: of each symbol its length and its tokens
 * @param tokenTable {@code kallsyms_token_table}: 256 NUL-terminated strings
 * @param tokenIndex {@code kallsyms_token_index}: 256 offsets into the token table
 * @param addresses {@code kallsyms_offsets} or {@code kallsyms_addresses}
 * @param relativeBase the address of {@code kallsyms_relative_base}; 0 unless the encoding is
 *     BASE_RELATIVE
 */
public record KallsymsTables(
    long symbolCount,
    long names,
    long tokenTable,
    long tokenIndex,
    long addresses,
    long relativeBase,
    Encoding encoding) {

  /** How the addresses are stored. */
  public enum Encoding {
    /**
     * 32-bit offsets from kallsyms_relative_base, or, when negative, as
     * CONFIG_KALLSYMS_ABSOLUTE_PERCPU has it.
     */
    BASE_RELATIVE,
    /** 32-bit signed distances from the entry itself (7.x, which has no kallsyms_relative_base). */
    PLACE_RELATIVE,
    /** kallsyms_addresses: 64-bit addresses. */
    ABSOLUTE
  }

  /**
   * The tables that vmcoreinfo names with {@code SYMBOL(kallsyms_names)=} and its like (since 6.0);
   * empty if one is missing.
   *
   * @param symbol gives the value of {@code SYMBOL(name)}
   */
  public static Optional<KallsymsTables> fromVmcoreinfo(Function<String, OptionalLong> symbol) {
    long names = valueOf(symbol, "kallsyms_names");
    long count = valueOf(symbol, "kallsyms_num_syms");
    long tokenTable = valueOf(symbol, "kallsyms_token_table");
    long tokenIndex = valueOf(symbol, "kallsyms_token_index");
    long absolute = valueOf(symbol, "kallsyms_addresses");
    long offsets = valueOf(symbol, "kallsyms_offsets");
    long base = valueOf(symbol, "kallsyms_relative_base");
    if (names == 0 || count == 0 || tokenTable == 0 || tokenIndex == 0) {
      return Optional.empty();
    }
    if (offsets != 0) {
      Encoding encoding = base != 0 ? Encoding.BASE_RELATIVE : Encoding.PLACE_RELATIVE;
      return Optional.of(
          new KallsymsTables(count, names, tokenTable, tokenIndex, offsets, base, encoding));
    }
    return absolute == 0
        ? Optional.empty()
        : Optional.of(
            new KallsymsTables(
                count, names, tokenTable, tokenIndex, absolute, 0, Encoding.ABSOLUTE));
  }

  private static long valueOf(Function<String, OptionalLong> symbol, String name) {
    return symbol.apply(name).orElse(0);
  }
}
