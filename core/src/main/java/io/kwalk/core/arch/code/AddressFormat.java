package io.kwalk.core.arch.code;

/** How an address is printed: with its symbol, say. */
@FunctionalInterface
public interface AddressFormat {
  /** {@code 0x1234}. */
  AddressFormat HEXADECIMAL = (out, address) -> out.append("0x").append(Long.toHexString(address));

  void append(StringBuilder out, long address);

  /** Whether x86 shifts by one name the 1, as binutils 2.41 and gdb 14 and newer do. */
  default boolean printsImpliedOne() {
    return false;
  }
}
