package io.kwalk.core.arch.code;

import java.util.List;
import java.util.OptionalLong;

/** One decoded instruction, with the text that objdump prints for it. */
public interface Instruction {
  /** Of its first byte. */
  long address();

  /** Bytes, at least 1. */
  int length();

  /** Without prefixes: "movzbl", "b.eq"; that of no instruction is the architecture's. */
  String mnemonic();

  /** No instruction: an encoding that means nothing, or bytes that are cut. */
  boolean isBad();

  Flow flow();

  /** Whether a call or jump goes through a register or memory. */
  boolean isIndirect();

  /** Where a direct call or jump leads. */
  OptionalLong target();

  /** The address of an operand relative to the program counter that is no call or jump. */
  OptionalLong relativeAddress();

  /** Whether it does nothing and stands between functions to align them. */
  boolean isPadding();

  /** The operands that have a value or an address, in the manuals' order. */
  List<Place> places();

  /** Mnemonic and operands, as objdump prints them. */
  void append(StringBuilder out, AddressFormat addresses);

  /** Prefixes and mnemonic. */
  void appendMnemonic(StringBuilder out);

  /** The operands alone. */
  void appendOperands(StringBuilder out, AddressFormat addresses);

  /** The address of the byte behind it. */
  default long next() {
    return address() + length();
  }

  /** The whole text, with addresses as {@code 0x1234}. */
  default String text() {
    StringBuilder out = new StringBuilder(48);
    append(out, AddressFormat.HEXADECIMAL);
    return out.toString();
  }
}
