package io.kwalk.core.arch;

import java.util.List;
import java.util.Optional;

/**
 * An architecture's registers as its ABI numbers them for DWARF.
 *
 * @param names by number
 * @param stackPointer the number of the stack pointer
 * @param returnAddress the number of the program counter, which on x86-64 call frame information
 *     uses for the return address
 * @param kept a bit for each register that a function gives back as it found it
 * @param frameRecords which registers a function saves as its frame record; empty where code keeps
 *     none
 */
public record RegisterNumbers(
    List<String> names,
    int stackPointer,
    int returnAddress,
    long kept,
    Optional<FrameRecord> frameRecords) {
  /**
   * Two registers that functions save side by side.
   *
   * @param framePointer points to the record
   * @param link has the return address
   */
  public record FrameRecord(int framePointer, int link) {}

  /** Of an architecture without frame records. */
  public RegisterNumbers(List<String> names, int stackPointer, int returnAddress, long kept) {
    this(names, stackPointer, returnAddress, kept, Optional.empty());
  }

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
