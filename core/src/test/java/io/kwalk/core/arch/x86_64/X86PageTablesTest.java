package io.kwalk.core.arch.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.arch.PageWalk;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryFault.Reason;
import io.kwalk.core.memory.MemoryFault.Space;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class X86PageTablesTest {
  private static final long TABLE = 0x63;
  private static final long LARGE = 0x80;

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

  private static long address(int sign, int p4d, int pgd, int pud, int pmd, int pte, int offset) {
    return (long) sign << 57
        | (long) p4d << 48
        | (long) pgd << 39
        | (long) pud << 30
        | (long) pmd << 21
        | (long) pte << 12
        | offset;
  }

  private static X86PageTables four(Tables tables) {
    return new X86PageTables(tables, false, 0);
  }

  @Test
  void walksFourLevelsToAPage() {
    Tables tables =
        new Tables()
            .entry(0x1000, 1, 0x2000 | TABLE)
            .entry(0x2000, 2, 0x3000 | TABLE)
            .entry(0x3000, 3, 0x4000 | TABLE)
            .entry(0x4000, 4, 0x8000_0000_0012_3000L | TABLE);
    long virtual = address(0, 0, 1, 2, 3, 4, 0x567);
    assertEquals(0x123567, four(tables).translate(0x1000, virtual, Space.KERNEL));
    PageWalk walk = four(tables).walk(0x1000, virtual);
    assertTrue(walk.mapped());
    assertEquals(0x123567, walk.physical());
    assertEquals(4096, walk.pageSize());
    assertEquals("PTE", walk.steps().getLast().level());
  }

  @Test
  void walksFiveLevels() {
    Tables tables =
        new Tables()
            .entry(0x1000, 511, 0x2000 | TABLE)
            .entry(0x2000, 511, 0x3000 | TABLE)
            .entry(0x3000, 510, 0x4000 | TABLE)
            .entry(0x4000, 4, 0x20_0000 | LARGE | TABLE);
    X86PageTables five = new X86PageTables(tables, true, 0);
    assertEquals(0x200000 + 0x1234, five.translate(0x1000, 0xffffffff80801234L, Space.KERNEL));
    assertEquals(2 << 20, five.walk(0x1000, 0xffffffff80801234L).pageSize());
  }

  @Test
  void takesPagesOfAGibibyte() {
    Tables tables =
        new Tables().entry(0x1000, 0, 0x2000 | TABLE).entry(0x2000, 1, 0x4000_0000 | LARGE | TABLE);
    assertEquals(0x4abc_def0L, four(tables).translate(0x1000, 0x4abc_def0L, Space.USER));
  }

  @Test
  void leavesTheEncryptionBitOut() {
    long sme = 1L << 47;
    Tables tables =
        new Tables()
            .entry(0x1000, 0, 0x2000 | sme | TABLE)
            .entry(0x2000, 0, 0x3000 | sme | TABLE)
            .entry(0x3000, 0, 0x4000 | sme | TABLE)
            .entry(0x4000, 5, 0x7000 | sme | TABLE);
    X86PageTables encrypted = new X86PageTables(tables, false, sme);
    assertEquals(0x7008, encrypted.translate(0x1000, 0x5008, Space.USER));
  }

  @Test
  void invertsThePageNumberOfAProtNonePage() {
    long protNone = ~0x12_3000L & 0x000f_ffff_ffff_f000L | 0x100;
    Tables tables =
        new Tables()
            .entry(0x1000, 0, 0x2000 | TABLE)
            .entry(0x2000, 0, 0x3000 | TABLE)
            .entry(0x3000, 0, 0x4000 | TABLE)
            .entry(0x4000, 0, protNone);
    assertEquals(0x123004, four(tables).translate(0x1000, 4, Space.USER));
  }

  @Test
  void tellsWhatIsNotThere() {
    Tables tables =
        new Tables()
            .entry(0x1000, 0, 0x2000 | TABLE)
            .entry(0x2000, 0, 0xdead0000L & ~1L & ~0x100L)
            .entry(0x1000, 1, 0xf_0000_0000L | TABLE);
    assertReason(Reason.NOT_PRESENT, tables, 0);
    assertReason(Reason.NOT_MAPPED, tables, 2L << 39);
    assertReason(Reason.NOT_COVERED, tables, 1L << 39);
    assertReason(Reason.INVALID, tables, 1L << 50);
  }

  private static void assertReason(Reason reason, Tables tables, long virtual) {
    MemoryFault fault =
        assertThrows(
            MemoryFault.class, () -> four(tables).translate(0x1000, virtual, Space.KERNEL));
    assertEquals(reason, fault.reason());
  }
}
