package io.kwalk.linux.coredump;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The x87, SSE and AVX registers that a task gave up the processor with: an XSAVE area (Intel SDM
 * volume 1, 13.4), which the kernel may keep compacted.
 *
 * @param legacy the 512 bytes of FXSAVE
 * @param extended the area as user code's XSAVE writes it, if the processor has one
 */
record X86FloatingPoint(byte[] legacy, Optional<byte[]> extended) {
  private static final int LEGACY = 512;
  private static final int HEADER_END = 576;
  private static final int XCOMP_BV = 520;

  /** Where FXSAVE leaves room, XSAVE areas of core files and signal frames say XCR0. */
  private static final int XCR0_PLACE = 464;

  private static final int X87 = 1;
  private static final int SSE = 2;
  private static final int YMM = 4;

  /** ymm, and AVX-512's mask registers, upper halves, zmm16 to 31. */
  private static final int[] COMPONENTS = {2, 5, 6, 7};

  private static final int ALIGNED = 2;
  private static final int LAST_COMPONENT = 62;

  /** Larger than any with AVX-512. */
  private static final int LIMIT = 4096;

  /** Those of {@code task}, empty if they cannot be found or read. */
  static Optional<X86FloatingPoint> of(Task task) {
    try {
      Kernel kernel = task.kernel();
      Memory memory = kernel.memory();
      long area = area(task);
      byte[] header = memory.read(area, HEADER_END);
      long features = ByteArrays.u64(header, LEGACY, ByteOrder.LITTLE_ENDIAN);
      boolean hasHeader = kernel.findAddress("xstate_offsets").isPresent();
      byte[] legacy = legacy(header, hasHeader ? features : X87 | SSE);
      return Optional.of(
          new X86FloatingPoint(legacy, extended(kernel, area, header, legacy, features)));
    } catch (MemoryFault | UnknownNameException _) {
      return Optional.empty();
    }
  }

  private static long area(Task task) {
    Kernel kernel = task.kernel();
    Memory memory = kernel.memory();
    Optional<Field> inside = kernel.findField("task_struct", "thread.fpu.state");
    if (inside.isPresent()) {
      return inside.get().addressIn(task.address());
    }
    // A pointer since 5.16 (87d0e5be0fac); struct fpu lies behind the task_struct since 6.16
    // (cb7ca40a3882).
    Optional<Field> pointer = kernel.findField("task_struct", "thread.fpu.fpstate");
    long state =
        pointer.isPresent()
            ? pointer.get().get(memory, task.address())
            : kernel
                .field("fpu", "fpstate")
                .get(memory, task.address() + kernel.struct("task_struct").size());
    return kernel.field("fpstate", "regs").addressIn(state);
  }

  /** What XSAVE did not write because it was as after a reset. */
  private static byte[] legacy(byte[] header, long features) {
    byte[] legacy = Arrays.copyOf(header, LEGACY);
    ByteBuffer words = ByteBuffer.wrap(legacy).order(ByteOrder.LITTLE_ENDIAN);
    if ((features & X87) == 0) {
      Arrays.fill(legacy, 0, 24, (byte) 0);
      Arrays.fill(legacy, 32, 160, (byte) 0);
      words.putShort(0, (short) 0x37f);
    }
    if ((features & SSE) == 0) {
      Arrays.fill(legacy, 160, 416, (byte) 0);
    }
    if ((features & (SSE | YMM)) == 0) {
      words.putInt(24, 0x1f80);
    }
    return legacy;
  }

  private static Optional<byte[]> extended(
      Kernel kernel, long area, byte[] header, byte[] legacy, long features) {
    try {
      Memory memory = kernel.memory();
      long offsets = kernel.address("xstate_offsets");
      long sizes = kernel.address("xstate_sizes");
      long compacted = ByteArrays.u64(header, XCOMP_BV, ByteOrder.LITTLE_ENDIAN);
      byte[] whole = new byte[LIMIT];
      System.arraycopy(legacy, 0, whole, 0, LEGACY);
      int end = HEADER_END;
      long enabled = X87 | SSE;
      for (int component : COMPONENTS) {
        long size = memory.u32(sizes + 4L * component);
        long to = memory.u32(offsets + 4L * component);
        if (size == 0 || size > LIMIT || to < HEADER_END || to + size > LIMIT) {
          continue;
        }
        enabled |= 1L << component;
        end = (int) Math.max(end, to + size);
        if ((features >>> component & 1) != 0) {
          long from = compacted < 0 ? place(kernel, compacted, component) : to;
          memory.read(area + from, whole, (int) to, (int) size);
        }
      }
      ByteBuffer words = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
      words.putLong(XCR0_PLACE, enabled);
      words.putLong(LEGACY, features & enabled);
      return end == HEADER_END ? Optional.empty() : Optional.of(Arrays.copyOf(whole, end));
    } catch (MemoryFault | UnknownNameException _) {
      return Optional.empty();
    }
  }

  /** Where a compacted area has a component: behind those before it that it has room for. */
  private static long place(Kernel kernel, long compacted, int wanted) {
    Memory memory = kernel.memory();
    long sizes = kernel.address("xstate_sizes");
    Optional<Long> flags = kernel.findAddress("xstate_flags").stream().boxed().findFirst();
    long at = HEADER_END;
    for (int component = 2; component <= LAST_COMPONENT; component++) {
      if ((compacted >>> component & 1) == 0) {
        continue;
      }
      boolean aligned =
          flags.isPresent() && (memory.u32(flags.get() + 4L * component) & ALIGNED) != 0;
      at = aligned ? at + 63 & -64L : at;
      if (component == wanted) {
        return at;
      }
      at += memory.u32(sizes + 4L * component);
    }
    throw new MemoryFault(
        MemoryFault.Space.KERNEL, kernel.address("xstate_sizes"), MemoryFault.Reason.INVALID);
  }
}
