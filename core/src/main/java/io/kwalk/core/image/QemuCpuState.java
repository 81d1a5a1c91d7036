package io.kwalk.core.image;

import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One x86 processor's state from a note of owner QEMU: QEMUCPUState, version 1
 * (target/i386/arch_dump.c, QEMU 7.2). Always little-endian. The segments' bases (of GS most of
 * all) and the control registers are in no other note.
 *
 * @param kernelGsBase MSR_KERNEL_GS_BASE, what swapgs would load; 0 where the writer was older than
 *     QEMU 4.2
 */
public record QemuCpuState(
    long rax,
    long rbx,
    long rcx,
    long rdx,
    long rsi,
    long rdi,
    long rsp,
    long rbp,
    long r8,
    long r9,
    long r10,
    long r11,
    long r12,
    long r13,
    long r14,
    long r15,
    long rip,
    long rflags,
    Segment cs,
    Segment ds,
    Segment es,
    Segment fs,
    Segment gs,
    Segment ss,
    Segment ldt,
    Segment tr,
    Segment gdt,
    Segment idt,
    long cr0,
    long cr2,
    long cr3,
    long cr4,
    long kernelGsBase) {
  /** The owner of the note. */
  public static final String OWNER = "QEMU";

  private static final int VERSION = 1;
  private static final int REGISTERS = 8;
  private static final int SEGMENTS = REGISTERS + 18 * Long.BYTES;
  private static final int SEGMENT_BYTES = 24;
  private static final int CONTROL_REGISTERS = SEGMENTS + 10 * SEGMENT_BYTES;
  private static final int KERNEL_GS_BASE = CONTROL_REGISTERS + 5 * Long.BYTES;

  /** A segment register with its hidden part. */
  public record Segment(long selector, long limit, long flags, long base) {}

  /** The note's content; empty where it is no such note. */
  public static Optional<QemuCpuState> parse(ElfNote note) {
    byte[] bytes = note.descriptor();
    boolean fits =
        note.name().equals(OWNER)
            && bytes.length >= KERNEL_GS_BASE
            && ByteArrays.s32(bytes, 0, ByteOrder.LITTLE_ENDIAN) == VERSION;
    return fits ? Optional.of(new Fields(bytes).state()) : Optional.empty();
  }

  /** All of a dump, in the order of processor numbers. */
  public static List<QemuCpuState> all(DumpImage image) {
    List<QemuCpuState> all = new ArrayList<>();
    for (ElfNote note : image.notes()) {
      parse(note).ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  private record Fields(byte[] bytes) {
    QemuCpuState state() {
      return new QemuCpuState(
          register(0),
          register(1),
          register(2),
          register(3),
          register(4),
          register(5),
          register(6),
          register(7),
          register(8),
          register(9),
          register(10),
          register(11),
          register(12),
          register(13),
          register(14),
          register(15),
          register(16),
          register(17),
          segment(0),
          segment(1),
          segment(2),
          segment(3),
          segment(4),
          segment(5),
          segment(6),
          segment(7),
          segment(8),
          segment(9),
          u64(CONTROL_REGISTERS),
          u64(CONTROL_REGISTERS + 2 * Long.BYTES),
          u64(CONTROL_REGISTERS + 3 * Long.BYTES),
          u64(CONTROL_REGISTERS + 4 * Long.BYTES),
          bytes.length >= KERNEL_GS_BASE + Long.BYTES ? u64(KERNEL_GS_BASE) : 0);
    }

    private long register(int index) {
      return u64(REGISTERS + index * Long.BYTES);
    }

    private Segment segment(int index) {
      int at = SEGMENTS + index * SEGMENT_BYTES;
      return new Segment(u32(at), u32(at + 4), u32(at + 8), u64(at + 16));
    }

    private long u32(int at) {
      return ByteArrays.u32(bytes, at, ByteOrder.LITTLE_ENDIAN);
    }

    private long u64(int at) {
      return ByteArrays.u64(bytes, at, ByteOrder.LITTLE_ENDIAN);
    }
  }
}
