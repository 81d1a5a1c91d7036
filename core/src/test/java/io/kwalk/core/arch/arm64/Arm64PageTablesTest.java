package io.kwalk.core.arch.arm64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.arch.PageEntry;
import io.kwalk.core.arch.PageWalk;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryFault.Reason;
import io.kwalk.core.memory.MemoryFault.Space;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables built by the figures of the Arm ARM, chapter D8.2: which bits index which level. */
class Arm64PageTablesTest {
  private static final long ROOT = 0x4000_0000L;

  /** Shifts of the levels, from the top, by granule and size of addresses. */
  static Stream<Arguments> regimes() {
    return Stream.of(
        Arguments.of(12, 39, List.of(30, 21, 12)),
        Arguments.of(12, 48, List.of(39, 30, 21, 12)),
        Arguments.of(12, 52, List.of(48, 39, 30, 21, 12)),
        Arguments.of(14, 36, List.of(25, 14)),
        Arguments.of(14, 47, List.of(36, 25, 14)),
        Arguments.of(14, 48, List.of(47, 36, 25, 14)),
        Arguments.of(14, 52, List.of(47, 36, 25, 14)),
        Arguments.of(16, 42, List.of(29, 16)),
        Arguments.of(16, 48, List.of(42, 29, 16)),
        Arguments.of(16, 52, List.of(42, 29, 16)));
  }

  private final Words little = new Words(ByteOrder.LITTLE_ENDIAN);

  private static Arm64PageTables tables(Words memory, TranslationRegime regime) {
    return new Arm64PageTables(memory, regime, InvalidEntries.TYPE_AT_3);
  }

  private static long indexOf(long address, int shift, int bits) {
    return address >>> shift & (1L << bits) - 1;
  }

  /** Puts tables from {@code ROOT} on, each 64 KiB above the one before, down to {@code levels}. */
  private static long build(
      Words memory, long address, int pageShift, int bits, List<Integer> shifts, int levels) {
    long table = ROOT;
    for (int i = 0; i < levels; i++) {
      int shift = shifts.get(i);
      int indexBits = Math.min(pageShift - 3, bits - shift);
      long at = table + 8 * indexOf(address, shift, indexBits);
      memory.table(table, 1 << pageShift);
      if (i == levels - 1) {
        return at;
      }
      table += 0x1_0000;
      memory.put(at, table | 3);
    }
    throw new AssertionError();
  }

  @ParameterizedTest
  @MethodSource("regimes")
  void walksEveryGranuleAndAddressSizeInBothByteOrders(
      int pageShift, int bits, List<Integer> shifts) {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      for (long address : new long[] {-1L << bits, -0x1234_5678L, 0x7_6543_2108L}) {
        Words memory = new Words(order);
        long at = build(memory, address, pageShift, bits, shifts, shifts.size());
        memory.put(at, 0x0060_0000_8000_0703L);
        Arm64PageTables tables = tables(memory, TranslationRegime.of(pageShift, bits, bits));
        // Bits 8 and 9 are shareability but with LPA2, where they are the address's highest.
        boolean wide = pageShift < 16 && bits == 52;
        long page = wide ? 0x000c_0000_8000_0000L : 0x8000_0000L;
        long expected = page | address & (1L << pageShift) - 1;
        assertEquals(expected, tables.translate(ROOT, address, Space.KERNEL));
        PageWalk walk = tables.walk(ROOT, address);
        assertTrue(walk.mapped());
        assertEquals(expected, walk.physical());
        assertEquals(1L << pageShift, walk.pageSize());
        assertEquals(shifts.size(), walk.steps().size());
        assertEquals("PGD", walk.steps().getFirst().level());
        assertEquals("PTE", walk.steps().getLast().level());
      }
    }
  }

  @Test
  void blocksEndAWalkEarly() {
    long address = 0xffff_8000_4567_89abL;
    long at = build(little, address, 12, 48, List.of(39, 30, 21, 12), 3);
    little.put(at, 0x0060_0000_8020_0701L);
    Arm64PageTables tables = tables(little, TranslationRegime.of(12, 48, 48));
    assertEquals(
        0x8020_0000L | address & 0x1f_ffffL, tables.translate(ROOT, address, Space.KERNEL));
    assertEquals(2 << 20, tables.walk(ROOT, address).pageSize());
  }

  @Test
  void aBlockWhereTheArchitectureHasNoneMapsNothing() {
    long address = 0xffff_8000_4567_89abL;
    // 16 KiB pages have no blocks at level 1 (64 GiB) without LPA2.
    long at = build(little, address, 14, 47, List.of(36, 25, 14), 1);
    little.put(at, 0x8000_0701L);
    Arm64PageTables tables = tables(little, TranslationRegime.of(14, 47, 47));
    assertFalse(tables.walk(ROOT, address).mapped());
    assertThrows(MemoryFault.class, () -> tables.translate(ROOT, address, Space.KERNEL));
  }

  @Test
  void largePagesKeepHighAddressBitsInBits12To15() {
    long address = -0x1234_5678L;
    long at = build(little, address, 16, 52, List.of(42, 29, 16), 3);
    little.put(at, 0x1234_5678_a703L);
    Arm64PageTables tables = tables(little, TranslationRegime.of(16, 52, 52));
    assertEquals(
        0x000a_1234_5678_0000L & -1L << 16 | address & 0xffff,
        tables.translate(ROOT, address, Space.KERNEL));
  }

  @Test
  void lpa2KeepsHighAddressBitsInBits8And9() {
    long address = -0x1234_5678L;
    long at = build(little, address, 12, 52, List.of(48, 39, 30, 21, 12), 5);
    little.put(at, 0x0003_8765_4321_0503L);
    Arm64PageTables tables = tables(little, TranslationRegime.of(12, 52, 52));
    assertEquals(
        0x0007_8765_4321_0000L | address & 0xfff, tables.translate(ROOT, address, Space.KERNEL));
  }

  @Test
  void theContiguousBitIsIgnored() {
    long address = 0xffff_8000_4567_89abL;
    long at = build(little, address, 12, 48, List.of(39, 30, 21, 12), 4);
    little.put(at, 1L << 52 | 0x8000_3703L);
    Arm64PageTables tables = tables(little, TranslationRegime.of(12, 48, 48));
    assertEquals(0x8000_39abL, tables.translate(ROOT, address, Space.KERNEL));
    assertTrue(tables.entry(1L << 52 | 3).flags().contains("CONT"));
  }

  @Test
  void aKernelOf52BitsOnAProcessorOf48() {
    // 64 KiB pages: the top table keeps its 1,024 entries, of which the last 64 are in use.
    TranslationRegime large = TranslationRegime.of(16, 52, 48);
    long address = -0x1234_5678L;
    long at = build(little, address, 16, 52, List.of(42, 29, 16), 3);
    little.put(at, 0x8000_0703L);
    assertEquals(
        0x8000_0000L | address & 0xffff,
        tables(little, large).translate(ROOT, address, Space.KERNEL));
    assertEquals(
        ROOT + 8 * 1023,
        tables(little, large).walk(ROOT, address).steps().getFirst().entryAddress());
    // Smaller pages: the top level is folded away.
    assertEquals(new TranslationRegime(12, 48, 48), TranslationRegime.of(12, 52, 48));
    assertEquals(new TranslationRegime(14, 47, 47), TranslationRegime.of(14, 52, 47));
  }

  @Test
  void tagsDoNotCountAndOtherBitsDo() {
    long address = 0xffff_8000_4567_89abL;
    long at = build(little, address, 12, 48, List.of(39, 30, 21, 12), 4);
    little.put(at, 0x8000_3703L);
    Arm64PageTables tables = tables(little, TranslationRegime.of(12, 48, 48));
    long tagged = address & 0x00ff_ffff_ffff_ffffL | 0xa5L << 56;
    assertEquals(0x8000_39abL, tables.translate(ROOT, tagged, Space.KERNEL));
    long between = address & ~(1L << 50);
    MemoryFault fault =
        assertThrows(MemoryFault.class, () -> tables.translate(ROOT, between, Space.KERNEL));
    assertEquals(Reason.INVALID, fault.reason());
    assertTrue(tables.walk(ROOT, between).steps().isEmpty());
  }

  @Test
  void emptyAndSwappedEntriesSayWhy() {
    long address = 0x4567_89abL;
    long at = build(little, address, 12, 48, List.of(39, 30, 21, 12), 4);
    Arm64PageTables tables = tables(little, TranslationRegime.of(12, 48, 48));
    assertEquals(Reason.NOT_MAPPED, reason(tables, address));
    little.put(at, 0x1234_00L);
    assertEquals(Reason.NOT_PRESENT, reason(tables, address));
  }

  private static Reason reason(Arm64PageTables tables, long address) {
    return assertThrows(MemoryFault.class, () -> tables.translate(ROOT, address, Space.USER))
        .reason();
  }

  @Test
  void aMissingTableIsAFault() {
    Arm64PageTables tables = tables(little, TranslationRegime.of(12, 48, 48));
    assertNotNull(tables.walk(ROOT, -4096).fault());
  }

  @Test
  void pagesThatNobodyMayTouchAreMapped() {
    record Case(InvalidEntries entries, long bit) {}
    for (Case it :
        List.of(
            new Case(InvalidEntries.TYPE_AT_2, 1L << 58),
            new Case(InvalidEntries.TYPE_AT_3, 1L << 58),
            new Case(InvalidEntries.TYPE_AT_6, 1L << 11))) {
      long address = 0x4567_89abL;
      Words memory = new Words(ByteOrder.LITTLE_ENDIAN);
      long at = build(memory, address, 12, 48, List.of(39, 30, 21, 12), 4);
      memory.put(at, it.bit | 0x8000_3002L);
      Arm64PageTables tables =
          new Arm64PageTables(memory, TranslationRegime.of(12, 48, 48), it.entries);
      assertEquals(0x8000_39abL, tables.translate(ROOT, address, Space.USER));
      assertTrue(tables.entry(it.bit | 0x8000_3002L).flags().contains("PROTNONE"));
    }
  }

  @Test
  void placesInSwapByRelease() {
    TranslationRegime regime = TranslationRegime.of(12, 48, 48);
    assertEquals(
        new PageEntry.Swap(1, 5),
        new Arm64PageTables(little, regime, InvalidEntries.TYPE_AT_2)
            .entry(5 << 8 | 1 << 2)
            .swap());
    assertEquals(
        new PageEntry.Swap(1, 5),
        new Arm64PageTables(little, regime, InvalidEntries.TYPE_AT_3)
            .entry(5 << 8 | 1 << 3)
            .swap());
    assertEquals(
        new PageEntry.Swap(1, 5),
        new Arm64PageTables(little, regime, InvalidEntries.TYPE_AT_6)
            .entry(5 << 12 | 1 << 6 | 4)
            .swap());
  }

  @Test
  void aRegimeThatNoProcessorHasIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> TranslationRegime.of(13, 48, 48));
    assertThrows(IllegalArgumentException.class, () -> TranslationRegime.of(12, 64, 64));
    assertThrows(IllegalArgumentException.class, () -> TranslationRegime.of(12, 48, 0));
  }
}
