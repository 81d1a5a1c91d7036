package io.kwalk.core.image;

import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One processor's registers, from an NT_PRSTATUS note: struct elf_prstatus of a 64-bit machine
 * (include/linux/elfcore.h, Linux 6.1).
 *
 * <p>Notes stand in the order of processor numbers, but processors that were offline have none: the
 * position in the file need not be the number.
 */
public final class PrStatus {
  private static final int PR_CURSIG = 12;
  private static final int PR_PID = 32;
  private static final int PR_REG = 112;

  /** pr_fpvalid and padding, behind the registers. */
  private static final int TRAILER_BYTES = 8;

  private final int signal;
  private final int pid;
  private final long[] registers;

  private PrStatus(int signal, int pid, long[] registers) {
    this.signal = signal;
    this.pid = pid;
    this.registers = registers;
  }

  /** The note's content; empty where it is no NT_PRSTATUS of owner CORE, or too short for one. */
  public static Optional<PrStatus> parse(ElfNote note, ByteOrder order) {
    byte[] bytes = note.descriptor();
    boolean fits = note.isPrStatus() && bytes.length >= PR_REG + Long.BYTES + TRAILER_BYTES;
    if (!fits) {
      return Optional.empty();
    }
    long[] registers = new long[(bytes.length - PR_REG - TRAILER_BYTES) / Long.BYTES];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = ByteArrays.u64(bytes, PR_REG + i * Long.BYTES, order);
    }
    int signal = ByteArrays.u16(bytes, PR_CURSIG, order);
    return Optional.of(new PrStatus(signal, ByteArrays.s32(bytes, PR_PID, order), registers));
  }

  /** All of a dump, in the order of its notes. */
  public static List<PrStatus> all(DumpImage image) {
    List<PrStatus> all = new ArrayList<>();
    for (ElfNote note : image.notes()) {
      parse(note, image.byteOrder()).ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  /** pr_cursig: the signal, 0 in kdump's notes. */
  public int signal() {
    return signal;
  }

  /** pr_pid: the task that ran there; QEMU gives the processor's number plus 1 instead. */
  public int pid() {
    return pid;
  }

  /** How many registers pr_reg has: 27 on x86-64, 34 on AArch64. */
  public int count() {
    return registers.length;
  }

  /**
   * pr_reg[index], in the order of the machine's struct user_regs_struct (x86-64: {@link X8664}) or
   * user_pt_regs.
   */
  public long register(int index) {
    return registers[index];
  }

  /** Indexes of x86-64's struct user_regs_struct (arch/x86/include/asm/user_64.h, Linux 6.1). */
  public static final class X8664 {
    public static final int R15 = 0;
    public static final int R14 = 1;
    public static final int R13 = 2;
    public static final int R12 = 3;
    public static final int BP = 4;
    public static final int BX = 5;
    public static final int R11 = 6;
    public static final int R10 = 7;
    public static final int R9 = 8;
    public static final int R8 = 9;
    public static final int AX = 10;
    public static final int CX = 11;
    public static final int DX = 12;
    public static final int SI = 13;
    public static final int DI = 14;
    public static final int ORIG_AX = 15;
    public static final int IP = 16;
    public static final int CS = 17;
    public static final int FLAGS = 18;
    public static final int SP = 19;
    public static final int SS = 20;
    public static final int FS_BASE = 21;
    public static final int GS_BASE = 22;
    public static final int DS = 23;
    public static final int ES = 24;
    public static final int FS = 25;
    public static final int GS = 26;

    private X8664() {}
  }

  /**
   * Indexes of AArch64's struct user_pt_regs (arch/arm64/include/uapi/asm/ptrace.h, Linux 6.1): x0
   * to x30 are 0 to 30.
   */
  public static final class AArch64 {
    public static final int X29 = 29;
    public static final int X30 = 30;
    public static final int SP = 31;
    public static final int PC = 32;
    public static final int PSTATE = 33;

    private AArch64() {}
  }
}
