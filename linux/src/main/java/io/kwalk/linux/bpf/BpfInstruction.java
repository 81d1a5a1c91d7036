package io.kwalk.linux.bpf;

import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One instruction of BPF (struct bpf_insn, include/uapi/linux/bpf.h; RFC 9669): 8 bytes, 16 where
 * it loads a 64-bit constant.
 */
public final class BpfInstruction {
  /** BPF_LD | BPF_IMM | BPF_DW: the only wide one. */
  private static final int LOAD_IMMEDIATE_64 = 0x18;

  private final byte[] program;
  private final int at;
  private final ByteOrder order;

  private BpfInstruction(byte[] program, int at, ByteOrder order) {
    this.program = program;
    this.at = at;
    this.order = order;
  }

  /** All instructions of a program; a wide one whose second half is cut off is left out. */
  public static List<BpfInstruction> decode(byte[] program, ByteOrder order) {
    List<BpfInstruction> instructions = new ArrayList<>();
    for (int at = 0; at + 8 <= program.length; ) {
      BpfInstruction instruction = new BpfInstruction(program, at, order);
      at += instruction.length();
      if (at <= program.length) {
        instructions.add(instruction);
      }
    }
    return instructions;
  }

  /** Its place in the program, in units of 8 bytes. */
  public int index() {
    return at / 8;
  }

  /** The class in the low three bits; the others depend on it. */
  public int code() {
    return program[at] & 0xff;
  }

  public int destination() {
    return isLittleEndian() ? registers() & 15 : registers() >> 4;
  }

  public int source() {
    return isLittleEndian() ? registers() >> 4 : registers() & 15;
  }

  private int registers() {
    return program[at + 1] & 0xff;
  }

  private boolean isLittleEndian() {
    return order == ByteOrder.LITTLE_ENDIAN;
  }

  public int offset() {
    return (short) ByteArrays.unsigned(program, at + 2, 2, order);
  }

  public int immediate() {
    return (int) ByteArrays.unsigned(program, at + 4, 4, order);
  }

  public boolean isWide() {
    return code() == LOAD_IMMEDIATE_64;
  }

  /** The constant of a wide one. */
  public long wideImmediate() {
    long high = ByteArrays.unsigned(program, at + 12, 4, order);
    return high << 32 | immediate() & 0xffff_ffffL;
  }

  /** Bytes: 8 or 16. */
  public int length() {
    return isWide() ? 16 : 8;
  }

  public byte[] bytes() {
    return Arrays.copyOfRange(program, at, at + length());
  }
}
