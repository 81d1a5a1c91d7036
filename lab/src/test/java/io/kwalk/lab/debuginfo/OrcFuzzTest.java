package io.kwalk.lab.debuginfo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.debuginfo.NoSymbols;
import io.kwalk.core.debuginfo.orc.OrcTable;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.ReturnAddresses;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackUnwinder;
import io.kwalk.lab.memory.BytesMemory;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** Whatever table and stack hold, lookups answer and traces end. */
final class OrcFuzzTest {
  private static final long START = 0xffff_ffff_8100_0000L;

  @FuzzTest
  void unwindsAnything(byte[] bytes) {
    BytesMemory memory = new BytesMemory(START, bytes, ByteOrder.LITTLE_ENDIAN);
    AddressRange all = new AddressRange(START, START + bytes.length);
    int count = bytes.length / 10;
    Optional<OrcTable> table =
        OrcTable.open(memory, START, START + 4L * count, count, Optional.empty(), List.of(all));
    if (table.isEmpty()) {
      return;
    }
    StackRegion stack = new StackRegion(StackRegion.Kind.TASK, "task", all);
    StackUnwinder unwinder =
        new StackUnwinder(
            memory,
            table.get(),
            NoSymbols.INSTANCE,
            address -> stack.contains(address) ? Optional.of(stack) : Optional.empty(),
            ReturnAddresses.AS_FOUND);
    for (int i = 0; i < bytes.length; i += 8) {
      unwinder.trace(
          Registers.of(X86Register.LAYOUT, START + i, START, START + 8), START, i % 16 == 0);
    }
  }
}
