package io.kwalk.linux.cpu;

import io.kwalk.core.memory.Memory;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** A struct cpumask: bit n of an array of longs is processor n. */
public final class CpuMask {
  private final BitSet bits;

  private CpuMask(BitSet bits) {
    this.bits = bits;
  }

  /** Processors 0 to {@code count} - 1. */
  static CpuMask first(int count) {
    BitSet bits = new BitSet();
    bits.set(0, count);
    return new CpuMask(bits);
  }

  /**
   * Reads a mask.
   *
   * @param length in bits, a multiple of 64
   * @throws io.kwalk.core.memory.MemoryFault if it cannot be read
   */
  public static CpuMask read(Memory memory, long address, int length) {
    long[] words = new long[length / 64];
    for (int i = 0; i < words.length; i++) {
      words[i] = memory.u64(address + 8L * i);
    }
    return new CpuMask(BitSet.valueOf(words));
  }

  /** Those of either. */
  CpuMask or(CpuMask other) {
    BitSet both = (BitSet) bits.clone();
    both.or(other.bits);
    return new CpuMask(both);
  }

  /** Those that {@code kept} holds for. */
  CpuMask filter(IntPredicate kept) {
    BitSet left = new BitSet();
    bits.stream().filter(kept).forEach(left::set);
    return new CpuMask(left);
  }

  int count() {
    return bits.cardinality();
  }

  public boolean contains(int cpu) {
    return bits.get(cpu);
  }

  public IntStream stream() {
    return bits.stream();
  }
}
