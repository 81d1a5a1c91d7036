package io.kwalk.linux.code;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.arch.code.Disassembler;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.util.Arrays;

/** Decodes instructions one after the other out of memory. For one thread. */
public final class CodeReader {
  private static final int WINDOW = 512;

  private final Memory memory;
  private final Disassembler disassembler;
  private final byte[] window = new byte[WINDOW];
  private long windowAddress;
  private int windowLength;

  public CodeReader(Architecture architecture, Memory memory) {
    this.disassembler = architecture.disassemblers().get();
    this.memory = memory;
  }

  /**
   * The instruction at {@code address}. Where the bytes behind it cannot be read it may be cut.
   *
   * @throws MemoryFault if not even its first byte can be read
   */
  public Instruction at(long address) {
    int offset = fill(address);
    return disassembler.decode(window, offset, windowLength, address);
  }

  /** The bytes of an instruction that {@link #at} gave last. */
  public byte[] bytes(Instruction instruction) {
    int offset = (int) (instruction.address() - windowAddress);
    return Arrays.copyOfRange(window, offset, offset + instruction.length());
  }

  /** Makes the window hold an instruction's bytes; gives where they begin. */
  private int fill(long address) {
    long offset = address - windowAddress;
    if (offset >= 0 && offset + disassembler.longest() <= windowLength) {
      return (int) offset;
    }
    windowLength = 0;
    windowAddress = address;
    windowLength = read(address);
    return 0;
  }

  private int read(long address) {
    for (int length = WINDOW; length > disassembler.longest(); length /= 2) {
      try {
        memory.read(address, window, 0, length);
        return length;
      } catch (MemoryFault _) {
        // The window reaches into what is missing: a smaller one may not.
      }
    }
    memory.read(address, window, 0, 1);
    int length = 1;
    while (length < disassembler.longest() && isReadable(address, length)) {
      length++;
    }
    return length;
  }

  private boolean isReadable(long address, int offset) {
    try {
      memory.read(address + offset, window, offset, 1);
      return true;
    } catch (MemoryFault _) {
      return false;
    }
  }
}
