package io.kwalk.core.debuginfo.location;

import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.location.Location.Reason;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A frame whose register 3 is 0x1000; the frame base is 0x3000; 0x5000 holds the bytes 1 to 8; the
 * caller passed 0x77 in register 5.
 */
record TestContext(ByteOrder order) implements ExpressionContext {
  @Override
  public Memory memory() {
    return new Memory() {
      @Override
      public ByteOrder byteOrder() {
        return order;
      }

      @Override
      public void read(long address, byte[] target, int offset, int length) {
        for (int i = 0; i < length; i++) {
          long at = address + i - 0x5000;
          if (at < 0 || at >= 8) {
            throw new MemoryFault(
                MemoryFault.Space.KERNEL, address + i, MemoryFault.Reason.NOT_MAPPED);
          }
          target[offset + i] = (byte) (at + 1);
        }
      }
    };
  }

  @Override
  public @Nullable Unit unit() {
    return null;
  }

  @Override
  public int addressSize() {
    return 8;
  }

  @Override
  public long toRuntime(long fileAddress) {
    return fileAddress + 0x10_0000_0000L;
  }

  @Override
  public long register(int number) throws UnavailableException {
    if (number != 3) {
      throw new UnavailableException(Reason.NOT_SAVED, "register " + number);
    }
    return 0x1000;
  }

  @Override
  public long frameBase() {
    return 0x3000;
  }

  @Override
  public long callFrameAddress() {
    return 0x3000;
  }

  @Override
  public long entryValue(SectionReader expression) throws UnavailableException {
    if (expression.u8() != DwOp.DW_OP_reg0 + 5) {
      throw new UnavailableException(Reason.ENTRY_VALUE, "not passed");
    }
    return 0x77;
  }

  @Override
  public long passedValue(long offset) throws UnavailableException {
    throw new UnavailableException(Reason.ENTRY_VALUE, "not passed");
  }
}
