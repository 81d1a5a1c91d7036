package io.kwalk.linux.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.Registers.Name;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the words of a stack may be. */
public final class StackWords {
  private static final long KERNEL_CS = 0x10;
  private static final long USER_CS = 0x33;
  private static final long USER32_CS = 0x23;
  private static final long KERNEL_DS = 0x18;
  private static final long USER_DS = 0x2b;

  /** Bits of RFLAGS that read as zero: 3, 5, 15 and from 22 on (Intel SDM volume 1, EFLAGS). */
  private static final long FLAGS_ZERO = 0xffff_ffff_ffc0_8028L;

  /** STACK_END_MAGIC (include/uapi/linux/magic.h). */
  public static final long END_MAGIC = 0x57ac_6e9dL;

  private final Kernel kernel;

  public StackWords(Kernel kernel) {
    this.kernel = kernel;
  }

  /** A word that is an address of code. */
  public record TextWord(long address, long value, Symbol symbol) {}

  /** What looks like a struct pt_regs. */
  public record ExceptionFrame(long address, Registers registers) {}

  /**
   * The words of {@code range}.
   *
   * @throws MemoryFault if one cannot be read
   */
  public long[] read(AddressRange range) {
    Memory memory = kernel.memory();
    int bytes = (int) Math.min(range.end() - range.start(), 1 << 20);
    byte[] raw = memory.read(range.start(), bytes);
    long[] words = new long[bytes / 8];
    for (int i = 0; i < words.length; i++) {
      words[i] = ByteArrays.u64(raw, 8 * i, memory.byteOrder());
    }
    return words;
  }

  /** All words of {@code range} that are addresses of code, return addresses or not. */
  public List<TextWord> text(AddressRange range) {
    long[] words = read(range);
    List<TextWord> found = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      long address = range.start() + 8L * i;
      long word = words[i];
      symbol(word).ifPresent(symbol -> found.add(new TextWord(address, word, symbol)));
    }
    return found;
  }

  private Optional<Symbol> symbol(long word) {
    return word < 0 ? kernel.symbols().at(word).filter(Symbol::isText) : Optional.empty();
  }

  /**
   * All places in {@code range} that look like a struct pt_regs of an exception or a system call.
   */
  public List<ExceptionFrame> exceptionFrames(AddressRange range) {
    long[] words = read(range);
    int size = Registers.BYTES / 8;
    List<ExceptionFrame> found = new ArrayList<>();
    for (int i = 0; i + size <= words.length; i++) {
      if (looksLikeRegisters(words, i)) {
        long[] registers = new long[size];
        System.arraycopy(words, i, registers, 0, size);
        found.add(new ExceptionFrame(range.start() + 8L * i, Registers.of(registers)));
      }
    }
    return found;
  }

  private boolean looksLikeRegisters(long[] words, int at) {
    long cs = words[at + Name.CS.ordinal()];
    long ss = words[at + Name.SS.ordinal()];
    long ip = words[at + Name.IP.ordinal()];
    long sp = words[at + Name.SP.ordinal()];
    if ((words[at + Name.FLAGS.ordinal()] & FLAGS_ZERO) != 0) {
      return false;
    }
    // An exception in kernel mode that changes the stack leaves a null selector in ss.
    if (cs == KERNEL_CS && (ss == KERNEL_DS || ss == 0)) {
      return sp < 0 && symbol(ip).isPresent();
    }
    return (cs == USER_CS || cs == USER32_CS) && ss == USER_DS && ip >= 0 && sp >= 0;
  }

  /**
   * The word at the stack's end, which the kernel sets to {@link #END_MAGIC}: anything else was
   * written by an overflow.
   */
  public long endOfStack(long stack) {
    return kernel.memory().u64(stack);
  }
}
