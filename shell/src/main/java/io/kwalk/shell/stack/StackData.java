package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.identify.Identifier;
import io.kwalk.linux.stack.StackWords;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Literals;
import java.util.Optional;

/** The words of a frame: as they are (-f), or as symbols and slab caches (-F). */
final class StackData {
  /** A frame larger than a stack is none. */
  private static final long MAX_BYTES = 1 << 16;

  private final Kernel kernel;
  private final BtOptions options;
  private final FrameText text;
  private final StackWords words;

  StackData(Kernel kernel, BtOptions options, FrameText text) {
    this.kernel = kernel;
    this.options = options;
    this.text = text;
    this.words = new StackWords(kernel);
  }

  /** Two words a line, from {@code start} up to, not including, {@code end}. */
  void print(long start, long end, Output output) {
    if (options.stackData() == 0 || end - start > MAX_BYTES) {
      return;
    }
    for (long at = start; Long.compareUnsigned(at, end) < 0; at += 16) {
      StringBuilder line = new StringBuilder("    ").append(Text.hex(at, 16)).append(": ");
      for (long word = at; word < Math.min(at + 16, end); word += 8) {
        line.append(word(word)).append(' ');
      }
      output.line(line.toString());
    }
  }

  private String word(long address) {
    Memory memory = kernel.memory();
    try {
      long value = memory.u64(address);
      return options.stackData() == 1 ? Text.hex(value, 16) : symbolic(value);
    } catch (MemoryFault _) {
      return "(unreadable)    ";
    }
  }

  /** A symbol, a slab object, else hexadecimal; at least 16 characters. */
  private String symbolic(long word) {
    long value = words.returnAddress(word);
    return symbol(value).or(() -> slab(value)).orElseGet(() -> Text.hex(value, 16));
  }

  /** A symbol, else hexadecimal; at least 16 characters. */
  String symbolOrWord(long word) {
    long value = words.returnAddress(word);
    return symbol(value).orElseGet(() -> Text.hex(value, 16));
  }

  private Optional<String> symbol(long value) {
    Optional<Symbol> symbol = value < 0 ? kernel.symbols().at(value) : Optional.empty();
    return symbol
        .filter(found -> !Literals.isOne(kernel, found, value))
        .map(found -> Text.left(text.name(found, value, true), 16));
  }

  /** "[filp]", with -FF "[ff1b83a51228b300:filp]": an object of a slab cache. */
  private Optional<String> slab(long value) {
    String which = options.stackData() > 2 ? Text.hex(value, 16) + ":" : "";
    return Identifier.of(kernel)
        .slabObject(value)
        .map(object -> Text.left("[" + which + Text.escape(object.cache().name()) + "]", 16));
  }
}
