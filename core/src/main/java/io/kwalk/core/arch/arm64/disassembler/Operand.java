package io.kwalk.core.arch.arm64.disassembler;

import io.kwalk.core.arch.code.AddressFormat;
import org.jspecify.annotations.Nullable;

/** What an instruction works on. */
sealed interface Operand {
  /** As objdump prints it. */
  void append(StringBuilder out, AddressFormat addresses);

  /** A general register: "x0", "w30", "sp", "xzr". */
  record Register(String name) implements Operand {
    @Override
    public void append(StringBuilder out, AddressFormat addresses) {
      out.append(name);
    }
  }

  /** A general register, shifted or extended: "x1, lsl #3". */
  record ModifiedRegister(String name, String modifier) implements Operand {
    @Override
    public void append(StringBuilder out, AddressFormat addresses) {
      out.append(name).append(", ").append(modifier);
    }
  }

  /** Immediates, shifts, conditions, vector registers and lists of them. */
  record Text(String text) implements Operand {
    @Override
    public void append(StringBuilder out, AddressFormat addresses) {
      out.append(text);
    }
  }

  /**
   * An address relative to the program counter.
   *
   * @param loaded whether the instruction reads memory there
   */
  record Target(long address, boolean loaded) implements Operand {
    @Override
    public void append(StringBuilder out, AddressFormat addresses) {
      addresses.append(out, address);
    }
  }

  /** When the displacement is added to the base, and whether the base keeps it. */
  enum Mode {
    OFFSET,
    BEFORE,
    BEHIND
  }

  /**
   * A place in memory.
   *
   * @param base a 64-bit register
   * @param index a register that is added; null for none
   * @param extension how the index is extended: "lsl", "uxtw", "sxtw", "sxtx"; empty if it is not
   * @param amount by how much the index is shifted; -1 for not at all, and not printed
   * @param displacement bytes
   */
  record Memory(
      String base,
      @Nullable String index,
      String extension,
      int amount,
      long displacement,
      Mode mode)
      implements Operand {
    static Memory at(String base) {
      return new Memory(base, null, "", -1, 0, Mode.OFFSET);
    }

    static Memory offset(String base, long displacement, Mode mode) {
      return new Memory(base, null, "", -1, displacement, mode);
    }

    @Override
    public void append(StringBuilder out, AddressFormat addresses) {
      out.append('[').append(base);
      if (mode == Mode.BEHIND) {
        out.append("], ");
        if (index == null) {
          out.append('#').append(displacement);
        } else {
          out.append(index);
        }
        return;
      }
      if (index != null) {
        appendIndex(out);
      } else if (displacement != 0 || mode == Mode.BEFORE) {
        out.append(", #").append(displacement);
      }
      out.append(mode == Mode.BEFORE ? "]!" : "]");
    }

    private void appendIndex(StringBuilder out) {
      out.append(", ").append(index);
      if (!extension.isEmpty()) {
        out.append(", ").append(extension);
        if (amount >= 0) {
          out.append(" #").append(amount);
        }
      }
    }
  }
}
