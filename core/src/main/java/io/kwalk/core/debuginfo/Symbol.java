package io.kwalk.core.debuginfo;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A name of the kernel or of a module.
 *
 * @param address the run-time address (KASLR applied); of a per-CPU symbol its offset in the
 *     per-CPU area
 * @param type nm's letter: 'T' global text, 't' local text, 'D', 'd', 'B', 'b', 'R', 'r', 'A', 'V',
 *     'W', '?' …
 * @param module the module's name, or null for vmlinux
 */
public record Symbol(String name, long address, char type, @Nullable String module) {
  private static final String[] CLONE_SUFFIXES = {".isra.", ".part.", ".llvm."};

  // Written out, as a record's own are linked when first used: 10 ms of the start of a backtrace.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Symbol symbol
        && address == symbol.address
        && type == symbol.type
        && name.equals(symbol.name)
        && Objects.equals(module, symbol.module);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Long.hashCode(address);
  }

  /** Whether nm's letter says code. */
  public boolean isText() {
    return type == 'T' || type == 't' || type == 'W' || type == 'w';
  }

  /**
   * The name as crash prints it: without what follows from the compiler's {@code .isra.N}, {@code
   * .part.N} or {@code .llvm.N} on, whichever of these is there first in this order: {@code
   * f.part.0.isra.0} is {@code f.part.0}. {@code .constprop.N} and {@code .cold} stay.
   */
  public String displayName() {
    for (String suffix : CLONE_SUFFIXES) {
      int at = name.indexOf(suffix);
      if (at > 0) {
        return name.substring(0, at);
      }
    }
    return name;
  }
}
