package io.kwalk.core.arch;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * How an architecture's kernel keeps registers.
 *
 * @param names of the words that struct pt_regs begins with, in its order
 * @param ip the program counter
 * @param sp the stack pointer
 * @param framePointer the register that points to frames where code keeps frame pointers
 * @param status the register that tells user mode from kernel mode
 * @param isUserMode whether a value of it is of user mode
 * @param numbers the same registers as DWARF numbers them
 * @param byNumber which name each of those numbers has
 */
public record RegisterLayout(
    List<? extends RegisterName> names,
    RegisterName ip,
    RegisterName sp,
    RegisterName framePointer,
    RegisterName status,
    LongPredicate isUserMode,
    RegisterNumbers numbers,
    List<? extends RegisterName> byNumber) {
  /** How many words of struct pt_regs have names. */
  public int count() {
    return names.size();
  }

  /** Their size in bytes. */
  public int bytes() {
    return 8 * names.size();
  }
}
