package io.kwalk.core.arch;

import java.util.List;

/**
 * An architecture's registers as its ABI numbers them for DWARF.
 *
 * @param names by number
 * @param stackPointer the number of the stack pointer
 * @param returnAddress the number that call frame information uses for the return address
 * @param kept a bit for each register that a function gives back as it found it
 */
public record RegisterNumbers(List<String> names, int stackPointer, int returnAddress, long kept) {
  public int count() {
    return names.size();
  }

  /** "rbx"; a number that is none of these as "register 42". */
  public String name(int number) {
    return number >= 0 && number < names.size() ? names.get(number) : "register " + number;
  }

  /** Whether a call keeps it. */
  public boolean isKept(int number) {
    return number >= 0 && number < 64 && (kept >> number & 1) != 0;
  }
}
