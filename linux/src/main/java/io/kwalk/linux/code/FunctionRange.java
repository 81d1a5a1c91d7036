package io.kwalk.linux.code;

import io.kwalk.core.arch.code.Flow;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.linux.Kernel;
import java.util.Optional;

/**
 * From a symbol to the next one, without the nops, int3 and zeros that align the next one.
 *
 * @param end behind the last byte
 */
public record FunctionRange(long start, long end) {
  /** No function is longer; bounds the last one of a region. */
  private static final long LONGEST = 1 << 20;

  /** Where the function that {@code address} lies in begins and ends; empty without a symbol. */
  public static Optional<FunctionRange> of(Kernel kernel, CodeReader code, long address) {
    Symbols symbols = kernel.symbols();
    Optional<Symbol> symbol = symbols.at(address);
    Optional<AddressRange> generated =
        GeneratedCode.of(kernel).at(address).map(GeneratedCode.Piece::range);
    if (generated.isPresent()) {
      return Optional.of(new FunctionRange(generated.get().start(), generated.get().end()));
    }
    if (symbol.isEmpty()) {
      return Optional.empty();
    }
    long start = symbol.get().address();
    long next = symbols.next(address).map(Symbol::address).orElse(address + 1);
    boolean bounded = Long.compareUnsigned(next - start, LONGEST) <= 0;
    long end = bounded ? next : Math.max(start + LONGEST, address + 1);
    return Optional.of(new FunctionRange(start, withoutPadding(code, start, end)));
  }

  private static long withoutPadding(CodeReader code, long start, long end) {
    long last = start;
    Instruction before = code.at(start);
    int traps = 0;
    for (long at = start; Long.compareUnsigned(at, end) < 0; ) {
      Instruction instruction = code.at(at);
      at = instruction.next();
      if (instruction.mnemonic().equals("int3")) {
        traps++;
        last = traps <= ownTraps(before) ? at : last;
      } else if (!instruction.isPadding()) {
        last = at;
        before = instruction;
        traps = 0;
      }
    }
    // A function of nops alone is what it is.
    return last == start ? end : Long.compareUnsigned(last, end) < 0 ? last : end;
  }

  /**
   * How many int3 belong to the instruction before them: four fill up a return thunk's jump that
   * was patched to ret, one stops straight-line speculation (arch/x86/kernel/alternative.c).
   */
  private static int ownTraps(Instruction before) {
    return before.flow() == Flow.RETURN ? 4 : 1;
  }
}
