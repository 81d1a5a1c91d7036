package io.kwalk.core.debuginfo;

import java.util.List;
import java.util.Optional;

/**
 * Which source a machine instruction came from. A return address is the instruction behind the
 * call: look up the byte before it to get the call. Safe for several threads.
 */
public interface Lines {
  /**
   * The line of the instruction at {@code address}; empty if there is none. The first question
   * about a compilation unit decodes its line table (about a millisecond), the next ones search it.
   */
  Optional<SourceLine> at(long address);

  /**
   * The line of the function whose first instruction is at {@code address}: of the last statement
   * that begins there. Differs from {@link #at} where the line table has rows of that address which
   * begin no statement, such as the closing brace of a function that does nothing.
   */
  default Optional<SourceLine> ofFunction(long address) {
    return at(address);
  }

  /**
   * The functions that the instruction at {@code address} belongs to, innermost first; the last one
   * is the function that the linker knows. Empty if nothing is known of the address. Reads the
   * entries of one compilation unit, at its first question.
   */
  List<InlinedFrame> frames(long address);

  /**
   * The addresses of the first instructions of each run of code that belongs to a line, ascending.
   * Reads the file tables of all compilation units: about a second at its first question about
   * vmlinux.
   *
   * @param file the end of a path, at a directory boundary: "panic.c", "kernel/panic.c"
   */
  List<Long> addresses(String file, int line);
}
