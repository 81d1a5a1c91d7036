package io.kwalk.linux.stack;

import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.UnwindTable;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.ReturnAddresses;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackRegions;
import io.kwalk.core.stack.StackUnwinder;
import io.kwalk.core.stack.Unwinder;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** x86-64's. */
final class X86StackConventions implements StackConventions {
  /** What struct inactive_task_frame keeps beside bp. */
  private static final List<X86Register> OTHERS =
      List.of(X86Register.R15, X86Register.R14, X86Register.R13, X86Register.R12, X86Register.BX);

  private static final List<String> ENDS =
      List.of(
          "machine_kexec",
          "crash_kexec",
          "__crash_kexec",
          "crash_nmi_callback",
          "stop_this_cpu",
          "panic",
          "vpanic",
          "oops_end",
          "die",
          "sysrq_handle_crash");

  private static final long KERNEL_CS = 0x10;
  private static final long USER_CS = 0x33;
  private static final long USER32_CS = 0x23;
  private static final long KERNEL_DS = 0x18;
  private static final long USER_DS = 0x2b;

  /** Bits of RFLAGS that read as zero: 3, 5, 15 and from 22 on (Intel SDM volume 1, EFLAGS). */
  private static final long FLAGS_ZERO = 0xffff_ffff_ffc0_8028L;

  /** Bit 1, which reads as one. */
  private static final long FLAGS_ONE = 2;

  private final Kernel kernel;
  private final Field threadSp;
  private final long savedFramePointer;
  private final long savedReturnAddress;
  private final Map<X86Register, Field> otherSaved = new EnumMap<>(X86Register.class);

  X86StackConventions(Kernel kernel) {
    this.kernel = kernel;
    threadSp = kernel.field("task_struct", "thread.sp");
    // struct inactive_task_frame (arch/x86/include/asm/switch_to.h): five registers, bp, the return
    // address.
    savedFramePointer = offset("bp", 40);
    savedReturnAddress = offset("ret_addr", 48);
    for (X86Register name : OTHERS) {
      kernel
          .findField("inactive_task_frame", name.name().toLowerCase(Locale.ROOT))
          .ifPresent(field -> otherSaved.put(name, field));
    }
  }

  private long offset(String member, long usual) {
    return kernel.findField("inactive_task_frame", member).map(Field::offset).orElse(usual);
  }

  @Override
  public Start sleeping(Task task) {
    Memory memory = kernel.memory();
    long frame = threadSp.get(memory, task.address());
    long at = frame + savedReturnAddress;
    Start start = word(memory.u64(at), at, memory.u64(frame + savedFramePointer));
    Registers registers = start.registers();
    for (Map.Entry<X86Register, Field> saved : otherSaved.entrySet()) {
      registers = registers.with(saved.getKey(), saved.getValue().get(memory, frame));
    }
    return new Start(registers, at);
  }

  @Override
  public Start word(long ip, long at, long framePointer) {
    return new Start(Registers.of(X86Register.LAYOUT, ip, at + 8, framePointer), at);
  }

  @Override
  public Unwinder unwinder(StackRegions regions, ReturnAddresses returns) {
    UnwindTable table = new GeneratedCodeRules(kernel, kernel.unwindTable());
    return new StackUnwinder(kernel.memory(), table, kernel.symbols(), regions, returns);
  }

  @Override
  public List<String> ends() {
    return ENDS;
  }

  @Override
  public List<CpuStackReader> cpuStacks() {
    return new X86CpuStacks(kernel).readers();
  }

  @Override
  public boolean isInUse(int cpu, StackRegion stack) {
    return new X86CpuStacks(kernel).isInUse(cpu, stack);
  }

  /** THREAD_SIZE without KASAN. */
  @Override
  public long usualStackSize() {
    return 16384;
  }

  @Override
  public boolean looksLikeRegisters(long[] words, int index) {
    long cs = X86Register.selector(words[index + X86Register.CS.ordinal()]);
    long ss = X86Register.selector(words[index + X86Register.SS.ordinal()]);
    long ip = words[index + X86Register.IP.ordinal()];
    long sp = words[index + X86Register.SP.ordinal()];
    long flags = words[index + X86Register.FLAGS.ordinal()];
    if ((flags & FLAGS_ZERO) != 0 || (flags & FLAGS_ONE) == 0) {
      return false;
    }
    // An exception in kernel mode that changes the stack leaves a null selector in ss.
    if (cs == KERNEL_CS && (ss == KERNEL_DS || ss == 0)) {
      return sp < 0 && ip < 0 && kernel.symbols().at(ip).filter(Symbol::isText).isPresent();
    }
    return (cs == USER_CS || cs == USER32_CS) && ss == USER_DS && ip >= 0 && sp >= 0;
  }
}
