package io.kwalk.core.debuginfo;

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

  /** Whether nm's letter says code. */
  public boolean isText() {
    return type == 'T' || type == 't' || type == 'W' || type == 'w';
  }

  /**
   * The name as crash prints it: without what follows from the compiler's {@code .isra.N}, {@code
   * .part.N} or {@code .llvm.N} on; {@code .constprop.N} and {@code .cold} stay.
   */
  public String displayName() {
    int end = name.length();
    for (String suffix : CLONE_SUFFIXES) {
      int at = name.indexOf(suffix);
      end = at > 0 ? Math.min(end, at) : end;
    }
    return end == name.length() ? name : name.substring(0, end);
  }
}
