package io.kwalk.core.arch;

/**
 * A register by the kernel's name for it: a constant of an architecture's enum, which has them in
 * the order of struct pt_regs, eight bytes each.
 */
public interface RegisterName {
  /** Its place in struct pt_regs. */
  int ordinal();

  /** "IP", "X30". */
  String name();
}
