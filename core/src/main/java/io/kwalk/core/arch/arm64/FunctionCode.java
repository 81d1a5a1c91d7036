package io.kwalk.core.arch.arm64;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Tells from a function's instructions whether it has its frame record in x29 at a place in it
 * (AAPCS64, section 6.4.6). Instructions are little-endian on big-endian kernels too.
 */
public final class FunctionCode {
  /** More than any prologue has before it sets up x29. */
  private static final int PROLOGUE_BYTES = 512;

  /** From restoring x29 to the return: authentication and what frees the stack. */
  private static final int EPILOGUE_BYTES = 32;

  private static final int INSTRUCTION = 4;
  private static final long RET = 0xd65f03c0L;
  private static final long RETAA = 0xd65f0bffL;
  private static final long RETAB = 0xd65f0fffL;

  private final Memory memory;

  public FunctionCode(Memory memory) {
    this.memory = memory;
  }

  /**
   * Whether x29 is that of the function's own frame record at {@code address}, and not its caller's
   * still, or again.
   *
   * @param start of the function
   */
  public boolean hasFrame(long start, long address) {
    try {
      return isBehindPrologue(start, address) && !isInEpilogue(address);
    } catch (MemoryFault _) {
      return true;
    }
  }

  /** Where the call before a return address leads, if it is a direct one ("bl"). */
  public OptionalLong directTarget(long returnAddress) {
    try {
      long call = returnAddress - INSTRUCTION;
      long instruction = instruction(memory.read(call, INSTRUCTION), 0);
      return instruction >>> 26 == 0b100101
          ? OptionalLong.of(call + (instruction << 38 >> 36))
          : OptionalLong.empty();
    } catch (MemoryFault _) {
      return OptionalLong.empty();
    }
  }

  /** "mov x29, sp" or "add x29, sp, #n" before {@code address}. */
  private boolean isBehindPrologue(long start, long address) {
    int length = (int) Math.min(Math.max(address - start, 0), PROLOGUE_BYTES);
    byte[] code = memory.read(start, length);
    for (int at = 0; at + INSTRUCTION <= code.length; at += INSTRUCTION) {
      if ((instruction(code, at) & 0xff8003ffL) == 0x910003fdL) {
        return true;
      }
    }
    return false;
  }

  /** A return follows before x29 and x30 are loaded. */
  private boolean isInEpilogue(long address) {
    byte[] code = memory.read(address, EPILOGUE_BYTES);
    for (int at = 0; at + INSTRUCTION <= code.length; at += INSTRUCTION) {
      long instruction = instruction(code, at);
      if (instruction == RET || instruction == RETAA || instruction == RETAB) {
        return true;
      }
      if (loadsFrame(instruction) || isBranch(instruction)) {
        return false;
      }
    }
    return false;
  }

  /** "ldp x29, x30, [sp…]" in any of its forms. */
  private static boolean loadsFrame(long instruction) {
    return (instruction & 0xfe407fffL) == 0xa8407bfdL;
  }

  /** Branches, system calls and exceptions: op0 of x101 (Arm ARM, chapter C4). */
  private static boolean isBranch(long instruction) {
    boolean hint = (instruction & 0xfffff01fL) == 0xd503201fL;
    return (instruction >>> 26 & 7) == 5 && !hint;
  }

  private static long instruction(byte[] code, int at) {
    return ByteArrays.u32(code, at, ByteOrder.LITTLE_ENDIAN);
  }
}
