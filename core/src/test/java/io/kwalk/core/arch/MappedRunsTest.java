package io.kwalk.core.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.core.arch.x86_64.X86PageTables;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryFault.Reason;
import io.kwalk.core.memory.MemoryFault.Space;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappedRunsTest {
  private static final long TABLE = 0x63;
  private static final long PAGE = 0x163;
  private static final long LARGE = 0x1e3;

  /** 64 KiB of physical memory from address 0 on. */
  private static final class Tables implements Memory {
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    Tables entry(long table, int index, long value) {
      bytes.putLong((int) table + 8 * index, value);
      return this;
    }

    @Override
    public ByteOrder byteOrder() {
      return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public void read(long address, byte[] target, int offset, int length) {
      if (address < 0 || address + length > bytes.capacity()) {
        throw new MemoryFault(Space.PHYSICAL, address, Reason.NOT_COVERED);
      }
      bytes.get((int) address, target, offset, length);
    }
  }

  /** What is found, one line a run, entry or fault. */
  private static List<String> visit(Tables tables, long start, long last) {
    List<String> found = new ArrayList<>();
    TableFormat format = new X86PageTables(tables, false, 0).format();
    MappedRuns.visit(
        tables,
        format,
        0x1000,
        start,
        last,
        new MappedRuns.Visitor() {
          @Override
          public void run(long address, long physical, long length) {
            found.add(String.format("%x %x %x", address, physical, length));
          }

          @Override
          public void absent(long address, long entry) {
            found.add(String.format("%x absent %x", address, entry));
          }

          @Override
          public void fault(long address, MemoryFault fault) {
            found.add(String.format("%x fault", address));
          }
        });
    return found;
  }

  /** One table a level for the addresses from the top entry {@code index} on. */
  private static Tables oneBranch(int index) {
    return new Tables()
        .entry(0x1000, index, 0x2000 | TABLE)
        .entry(0x2000, 0, 0x3000 | TABLE)
        .entry(0x3000, 0, 0x4000 | TABLE);
  }

  @Test
  void joinsPagesThatFollowEachOtherInBothMemories() {
    Tables tables =
        oneBranch(256)
            .entry(0x4000, 1, 0x10_0000 | PAGE)
            .entry(0x4000, 2, 0x10_1000 | PAGE)
            .entry(0x4000, 3, 0x20_0000 | PAGE)
            .entry(0x4000, 5, 0x20_1000 | PAGE);
    assertEquals(
        List.of(
            "ffff800000001000 100000 2000",
            "ffff800000003000 200000 1000",
            "ffff800000005000 201000 1000"),
        visit(tables, Long.MIN_VALUE, -1));
  }

  @Test
  void cutsPagesAtBothEnds() {
    Tables tables = oneBranch(256).entry(0x3000, 1, 0x60_0000 | LARGE);
    assertEquals(
        List.of("ffff800000201000 601000 2000"),
        visit(tables, 0xffff_8000_0020_1000L, 0xffff_8000_0020_2fffL));
  }

  @Test
  void keepsTheHalvesApart() {
    Tables tables =
        oneBranch(0).entry(0x1000, 256, 0x2000 | TABLE).entry(0x4000, 7, 0x10_0000 | PAGE);
    assertEquals(List.of("7000 100000 1000"), visit(tables, 0, Long.MAX_VALUE));
    assertEquals(List.of("ffff800000007000 100000 1000"), visit(tables, Long.MIN_VALUE, -1));
  }

  @Test
  void tellsEntriesThatMapNothing() {
    Tables tables = oneBranch(0).entry(0x4000, 2, 0x1234_5600L);
    assertEquals(List.of("2000 absent 12345600"), visit(tables, 0, Long.MAX_VALUE));
  }

  @Test
  void endsAtTablesThatLeadBack() {
    Tables tables =
        oneBranch(256).entry(0x3000, 1, 0x1000 | TABLE).entry(0x1000, 257, 0x1000 | TABLE);
    tables.entry(0x4000, 0, 0x10_0000 | PAGE);
    assertEquals(List.of("ffff800000000000 100000 1000"), visit(tables, Long.MIN_VALUE, -1));
  }

  @Test
  void goesOnBehindATableThatIsMissing() {
    Tables tables =
        oneBranch(256).entry(0x3000, 0, 0xffff_0000L | TABLE).entry(0x3000, 1, 0x60_0000 | LARGE);
    assertEquals(
        List.of("ffff800000000000 fault", "ffff800000200000 600000 200000"),
        visit(tables, Long.MIN_VALUE, -1));
  }
}
