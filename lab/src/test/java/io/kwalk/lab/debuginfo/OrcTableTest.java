package io.kwalk.lab.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.UnwindRule;
import io.kwalk.core.debuginfo.UnwindRule.Base;
import io.kwalk.core.debuginfo.UnwindRule.Kind;
import io.kwalk.core.debuginfo.orc.OrcTable;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.lab.memory.BytesMemory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The entries are those of Debian's kernels, as their bytes stand in memory. */
final class OrcTableTest {
  private static final long TEXT = 0xffff_ffff_8100_0000L;
  private static final long TABLE = 0xffff_ffff_8280_0000L;
  private static final List<AddressRange> COVERED = List.of(new AddressRange(TEXT, TEXT + 0x10000));

  private static OrcTable open(OrcWriter writer, Optional<StructType> type) {
    return OrcTable.open(
            writer.memory(), writer.addresses(), writer.rules(), writer.count(), type, COVERED)
        .orElseThrow();
  }

  private static OrcTable open(OrcWriter writer) {
    return open(writer, Optional.empty());
  }

  /** Most entries of a table are calls relative to the stack pointer. */
  private static OrcWriter ordinary(int bits) {
    OrcWriter writer = new OrcWriter(TABLE);
    for (int i = 0; i < 100; i++) {
      writer.add(TEXT + 16L * i, 8 * i, 0, bits);
    }
    return writer;
  }

  @Test
  void theRuleAtOrBelowAnAddressIsInForce() {
    OrcTable table = open(ordinary(0x0205));
    assertEquals(8, table.find(TEXT + 16).orElseThrow().stackOffset());
    assertEquals(8, table.find(TEXT + 31).orElseThrow().stackOffset());
    assertEquals(16, table.find(TEXT + 32).orElseThrow().stackOffset());
    assertEquals(Optional.empty(), table.find(TEXT - 1));
    assertEquals(Optional.empty(), table.find(TEXT + 0x10000));
  }

  @Test
  void readsEntriesOfLinux510() {
    OrcTable table =
        open(
            ordinary(0x0005)
                .add(TEXT + 0x1000, 16, -16, 0x0014)
                .add(TEXT + 0x1010, 0, 0, 0x0105)
                .add(TEXT + 0x1020, 8, 0, 0x0205)
                .add(TEXT + 0x1030, 0, 0, 0x0400)
                .add(TEXT + 0x1040, 0, 0, 0x0000));
    assertEquals(
        new UnwindRule(Kind.CALL, Base.BP, 16, Base.PREVIOUS_SP, -16, false),
        table.find(TEXT + 0x1000).orElseThrow());
    assertEquals(
        new UnwindRule(Kind.REGS, Base.SP, 0, Base.UNDEFINED, 0, true),
        table.find(TEXT + 0x1010).orElseThrow());
    assertEquals(Kind.REGS_PARTIAL, table.find(TEXT + 0x1020).orElseThrow().kind());
    assertEquals(Kind.END_OF_STACK, table.find(TEXT + 0x1030).orElseThrow().kind());
    assertEquals(Kind.UNDEFINED, table.find(TEXT + 0x1040).orElseThrow().kind());
  }

  @Test
  void readsEntriesOfLinux612() {
    OrcTable table =
        open(
            ordinary(0x0205)
                .add(TEXT + 0x1000, 0, 0, 0x0100)
                .add(TEXT + 0x1010, 0, 0, 0x0b05)
                .add(TEXT + 0x1020, 8, 0, 0x0c05)
                .add(TEXT + 0x1030, 8, -8, 0x0248));
    assertEquals(Kind.END_OF_STACK, table.find(TEXT + 0x1000).orElseThrow().kind());
    assertEquals(
        new UnwindRule(Kind.REGS, Base.SP, 0, Base.UNDEFINED, 0, true),
        table.find(TEXT + 0x1010).orElseThrow());
    assertEquals(Kind.REGS_PARTIAL, table.find(TEXT + 0x1020).orElseThrow().kind());
    assertEquals(
        new UnwindRule(Kind.CALL, Base.BP_INDIRECT, 8, Base.BP, -8, false),
        table.find(TEXT + 0x1030).orElseThrow());
  }

  @Test
  void readsTheRegistersOfLinux73() {
    OrcTable table =
        open(
            ordinary(0x0203)
                .add(TEXT + 0x1000, 16, -16, 0x0284)
                .add(TEXT + 0x1010, -8, 0, 0x024a)
                .add(TEXT + 0x1020, 8, 0, 0x0289));
    assertEquals(
        new UnwindRule(Kind.CALL, Base.BP, 16, Base.PREVIOUS_SP, -16, false),
        table.find(TEXT + 0x1000).orElseThrow());
    assertEquals(Base.BP_INDIRECT, table.find(TEXT + 0x1010).orElseThrow().stackBase());
    assertEquals(Base.SP_INDIRECT, table.find(TEXT + 0x1020).orElseThrow().stackBase());
  }

  @Test
  void aMissingPageCostsItsRules() {
    OrcWriter writer = new OrcWriter(TABLE);
    for (int i = 0; i < 4000; i++) {
      writer.add(TEXT + 2L * i, 8, 0, 0x0205);
    }
    BytesMemory memory = writer.memory().without(writer.rules() + 6 * 3900);
    OrcTable table =
        OrcTable.open(memory, writer.addresses(), writer.rules(), 4000, Optional.empty(), COVERED)
            .orElseThrow();
    assertEquals(Optional.empty(), table.find(TEXT + 2 * 3900));
    assertTrue(table.find(TEXT + 2 * 1000).isPresent());
  }

  @Test
  void absurdCountsGiveNoTable() {
    OrcWriter writer = ordinary(0x0205);
    for (long count : new long[] {0, -1, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      assertEquals(
          Optional.empty(),
          OrcTable.open(
              writer.memory(),
              writer.addresses(),
              writer.rules(),
              count,
              Optional.empty(),
              COVERED));
    }
  }
}
