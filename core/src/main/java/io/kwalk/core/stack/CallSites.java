package io.kwalk.core.stack;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** Tells return addresses by the instruction before them (Intel SDM volume 2, CALL). */
public final class CallSites {
  private static final int LONGEST = 7;
  private static final int CALL_RELATIVE = 0xe8;
  private static final int GROUP_5 = 0xff;

  private final Memory memory;

  public CallSites(Memory memory) {
    this.memory = memory;
  }

  /** Whether a call instruction ends at {@code address}; false where the code cannot be read. */
  public boolean isAfterCall(long address) {
    try {
      byte[] code = memory.read(address - LONGEST, LONGEST);
      if ((code[LONGEST - 5] & 0xff) == CALL_RELATIVE) {
        return true;
      }
      // FF /2 with register (2 bytes), or memory operand and displacement of 0, 1 or 4 bytes, and a
      // SIB byte.
      return isIndirect(code, 2, 3)
          || isIndirect(code, 2, 0)
          || isIndirect(code, 3, 1)
          || isIndirect(code, 4, 1)
          || isIndirect(code, 6, 0)
          || isIndirect(code, 6, 2)
          || isIndirect(code, 7, 2);
    } catch (MemoryFault _) {
      return false;
    }
  }

  /** Where the call instruction before {@code address} leads, if it is a direct one. */
  public OptionalLong directTarget(long address) {
    try {
      byte[] code = memory.read(address - 5, 5);
      return (code[0] & 0xff) == CALL_RELATIVE
          ? OptionalLong.of(address + ByteArrays.s32(code, 1, ByteOrder.LITTLE_ENDIAN))
          : OptionalLong.empty();
    } catch (MemoryFault _) {
      return OptionalLong.empty();
    }
  }

  private static boolean isIndirect(byte[] code, int length, int mode) {
    int at = LONGEST - length;
    int modRm = code[at + 1] & 0xff;
    return (code[at] & 0xff) == GROUP_5 && modRm >> 6 == mode && (modRm >> 3 & 7) == 2;
  }
}
