package io.kwalk.core.arch.code;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an operand is, told by names so that registers' values give its value or address. */
public sealed interface Place {
  /** As the instruction names it; empty for memory that it does not name. */
  String text();

  /**
   * A register or a part of one.
   *
   * @param name as instructions call it: "eax", "w3"
   */
  record Register(String text, String name) implements Place {}

  /**
   * A place in memory: the sum of a displacement and terms.
   *
   * @param segment whose base is to be added: "gs"; null for none
   * @param touched whether the instruction reads or writes it: lea and nop do not
   */
  record Memory(
      String text, long displacement, List<Term> terms, @Nullable String segment, boolean touched)
      implements Place {}

  /**
   * A register's part of an address.
   *
   * @param scale what its value is multiplied by
   * @param signed whether its value, of 32 bits, is sign-extended first
   */
  record Term(String register, int scale, boolean signed) {}
}
