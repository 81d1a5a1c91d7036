package io.kwalk.linux.stack;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.arch.arm64.PointerAuthentication;
import io.kwalk.core.arch.arm64.PtRegs;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.FrameRecordUnwinder;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.ReturnAddresses;
import io.kwalk.core.stack.StackRegions;
import io.kwalk.core.stack.Unwinder;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** arm64's. */
final class Arm64StackConventions implements StackConventions {
  private static final List<String> ENDS =
      List.of(
          "machine_kexec",
          "crash_kexec",
          "__crash_kexec",
          "ipi_cpu_crash_stop",
          "local_cpu_stop",
          "crash_smp_send_stop",
          "panic",
          "vpanic",
          "die",
          "sysrq_handle_crash");

  /**
   * Bits of PSTATE, as SPSR_EL1 has them, that mean nothing in AArch64 state (Arm ARM, C5.2.19);
   * those above 32 are of newer extensions.
   */
  private static final long PSTATE_ZERO = 0xffff_ffe0_0c00_0020L;

  private static final long MODE = 0xf;

  /** EL1t, EL1h, and EL2t and EL2h of kernels that run there (VHE). */
  private static final List<Long> KERNEL_MODES = List.of(4L, 5L, 8L, 9L);

  private final Kernel kernel;
  private final Map<Arm64Register, Field> saved = new EnumMap<>(Arm64Register.class);
  private final PtRegs ptRegs;
  private final PointerAuthentication authentication;

  Arm64StackConventions(Kernel kernel) {
    this.kernel = kernel;
    // struct cpu_context (arch/arm64/include/asm/processor.h): x19 to x28, fp, sp, pc.
    saved.put(Arm64Register.PC, kernel.field("task_struct", "thread.cpu_context.pc"));
    saved.put(Arm64Register.SP, kernel.field("task_struct", "thread.cpu_context.sp"));
    saved.put(Arm64Register.X29, kernel.field("task_struct", "thread.cpu_context.fp"));
    for (int number = 19; number <= 28; number++) {
      Arm64Register name = Arm64Register.x(number);
      String member = "thread.cpu_context." + name.name().toLowerCase(Locale.ROOT);
      kernel.findField("task_struct", member).ifPresent(field -> saved.put(name, field));
    }
    ptRegs = ptRegs(kernel);
    authentication = new PointerAuthentication(mask(kernel));
  }

  private static PtRegs ptRegs(Kernel kernel) {
    StructType type = kernel.struct("pt_regs");
    Field record = kernel.field("pt_regs", "stackframe");
    Optional<Field> kind = type.field("stackframe.type");
    return new PtRegs(
        (int) type.size(), (int) record.offset(), kind.map(f -> (int) f.offset()).orElse(-1));
  }

  /** What vmcoreinfo says; without it, all bits above the addresses, which a code may take. */
  private static long mask(Kernel kernel) {
    long known = kernel.vmcoreinfo().number("KERNELPACMASK").orElse(0);
    if (known != 0) {
      return known;
    }
    long rest = -1L << 52 & ~(1L << 55);
    return kernel.vmcoreinfo().number("KERNELPACMASK").isPresent() ? 0 : rest;
  }

  @Override
  public Start sleeping(Task task) {
    Memory memory = kernel.memory();
    Registers registers = Registers.none(Arm64Register.LAYOUT);
    for (Map.Entry<Arm64Register, Field> entry : saved.entrySet()) {
      registers = registers.with(entry.getKey(), entry.getValue().get(memory, task.address()));
    }
    return new Start(registers, registers.sp());
  }

  /** The word is the second of a frame record; the first points to the record of its caller. */
  @Override
  public Start word(long ip, long at, long framePointer) {
    long next = framePointer;
    try {
      next = kernel.memory().u64(at - 8);
    } catch (MemoryFault _) {
      // The start of a stack: what is known serves.
    }
    return new Start(Registers.of(Arm64Register.LAYOUT, ip, next, next), at);
  }

  @Override
  public Unwinder unwinder(StackRegions regions, ReturnAddresses returns) {
    return new FrameRecordUnwinder(
        kernel.memory(), kernel.symbols(), regions, ptRegs, authentication);
  }

  @Override
  public List<String> ends() {
    return ENDS;
  }

  @Override
  public List<CpuStackReader> cpuStacks() {
    return new Arm64CpuStacks(kernel, TaskStack.size(kernel)).readers();
  }

  /** THREAD_SIZE without KASAN: 16 KiB, or a page of 64 KiB. */
  @Override
  public long usualStackSize() {
    return Math.max(16384, kernel.pageTables().pageSize());
  }

  @Override
  public long returnAddress(long word) {
    return authentication.strip(word);
  }

  @Override
  public boolean looksLikeRegisters(long[] words, int index) {
    long pstate = words[index + Arm64Register.PSTATE.ordinal()];
    long ip = words[index + Arm64Register.PC.ordinal()];
    long sp = words[index + Arm64Register.SP.ordinal()];
    if ((pstate & PSTATE_ZERO) != 0 || (ip & 3) != 0 && !Arm64Register.isAarch32(pstate)) {
      return false;
    }
    if ((pstate & MODE) == 0) {
      return isUserFrame(words, index) && ip > 0 && sp >= 0;
    }
    return KERNEL_MODES.contains(pstate & 0x1f)
        && sp < 0
        && (sp & 15) == 0
        && ip < 0
        && isKernelFrame(words, index)
        && kernel.symbols().at(ip).filter(Symbol::isText).isPresent();
  }

  /** Entries from user mode are at the top of a task's stack and leave an empty frame record. */
  private boolean isUserFrame(long[] words, int index) {
    int record = index + ptRegs.frameRecord() / 8;
    return index + ptRegs.size() / 8 == words.length
        && words[record] == 0
        && words[record + 1] == 0;
  }

  /** What an exception in the kernel leaves there: see {@link PtRegs}. */
  private boolean isKernelFrame(long[] words, int index) {
    int record = index + ptRegs.frameRecord() / 8;
    if (index + ptRegs.size() / 8 > words.length) {
      return false;
    }
    return ptRegs.frameType() >= 0
        ? words[index + ptRegs.frameType() / 8] == PtRegs.TYPE_PT_REGS
        : words[record] == words[index + Arm64Register.X29.ordinal()]
            && words[record + 1] == words[index + Arm64Register.PC.ordinal()];
  }
}
