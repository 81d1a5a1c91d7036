package io.kwalk.linux.stack;

import io.kwalk.core.arch.RegisterLayout;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the words of a stack may be. */
public final class StackWords {
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
    int bytes = Math.clamp(range.end() - range.start(), 0, 1 << 20);
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
      long word = returnAddress(words[i]);
      symbol(word).ifPresent(symbol -> found.add(new TextWord(address, word, symbol)));
    }
    return found;
  }

  /** The address that a word is if it is a return address: without what signs it (arm64). */
  public long returnAddress(long word) {
    long address = StackConventions.of(kernel).returnAddress(word);
    return address == word || symbol(address).isEmpty() ? word : address;
  }

  private Optional<Symbol> symbol(long word) {
    return word < 0 ? kernel.symbols().at(word).filter(Symbol::isText) : Optional.empty();
  }

  /**
   * All places in {@code range} that look like a struct pt_regs of an exception or a system call.
   */
  public List<ExceptionFrame> exceptionFrames(AddressRange range) {
    long[] words = read(range);
    StackConventions conventions = StackConventions.of(kernel);
    RegisterLayout layout = kernel.architecture().registers();
    int size = layout.count();
    List<ExceptionFrame> found = new ArrayList<>();
    for (int i = 0; i + size <= words.length; i++) {
      if (conventions.looksLikeRegisters(words, i)) {
        long[] registers = new long[size];
        System.arraycopy(words, i, registers, 0, size);
        found.add(new ExceptionFrame(range.start() + 8L * i, Registers.of(layout, registers)));
      }
    }
    return found;
  }

  /**
   * The word at the stack's end, which the kernel sets to {@link #END_MAGIC}: anything else was
   * written by an overflow.
   */
  public long endOfStack(long stack) {
    return kernel.memory().u64(stack);
  }
}
