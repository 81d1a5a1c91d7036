package io.kwalk.shell.value;

import io.kwalk.linux.Kernel;
import java.util.OptionalLong;

/**
 * Which symbols are offsets into the per-CPU areas: those between {@code __per_cpu_start} and
 * {@code __per_cpu_end} (include/asm-generic/vmlinux.lds.h).
 */
record PerCpuSymbols(long start, long end) {
  static PerCpuSymbols of(Kernel kernel) {
    return kernel.part(PerCpuSymbols.class, PerCpuSymbols::find);
  }

  private static PerCpuSymbols find(Kernel kernel) {
    OptionalLong start = kernel.findAddress("__per_cpu_start");
    OptionalLong end = kernel.findAddress("__per_cpu_end");
    return start.isPresent() && end.isPresent()
        ? new PerCpuSymbols(start.getAsLong(), end.getAsLong())
        : new PerCpuSymbols(0, 0);
  }

  boolean contains(long address) {
    return Long.compareUnsigned(address - start, end - start) < 0;
  }
}
