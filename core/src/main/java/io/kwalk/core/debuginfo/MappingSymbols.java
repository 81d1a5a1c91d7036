package io.kwalk.core.debuginfo;

/**
 * Names by which ELF files of Arm and RISC-V mark where code and data begin: "$x", "$d.17" (ELF for
 * the Arm 64-bit Architecture, aaelf64, section 5.5.5). They name nothing.
 */
public final class MappingSymbols {
  private static final String KINDS = "axtd";

  private MappingSymbols() {}

  /** Whether {@code name} is one of them. */
  public static boolean isOne(String name) {
    return name.length() >= 2
        && name.charAt(0) == '$'
        && KINDS.indexOf(name.charAt(1)) >= 0
        && (name.length() == 2 || name.charAt(2) == '.');
  }
}
