package io.kwalk.linux.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.ByteMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** printk's ring, laid out by hand: 8 descriptors, 128 bytes of text, vmcoreinfo alone. */
class PrintkRingTest {
  private static final long RING = 0x1000;
  private static final long DESCS = 0x2000;
  private static final long INFOS = 0x3000;
  private static final long TEXT = 0x4000;
  private static final int COUNT_BITS = 3;
  private static final int SIZE_BITS = 7;
  private static final long FINALIZED = 2L << 62;
  private static final long RESERVED = 0;

  private static final String VMCOREINFO =
      """
      OFFSET(printk_ringbuffer.desc_ring)=0
      OFFSET(printk_ringbuffer.text_data_ring)=64
      OFFSET(prb_desc_ring.count_bits)=0
      OFFSET(prb_desc_ring.descs)=8
      OFFSET(prb_desc_ring.infos)=16
      OFFSET(prb_desc_ring.head_id)=24
      OFFSET(prb_desc_ring.tail_id)=32
      SIZE(prb_desc)=24
      OFFSET(prb_desc.state_var)=0
      OFFSET(prb_desc.text_blk_lpos)=8
      OFFSET(prb_data_blk_lpos.begin)=0
      OFFSET(prb_data_blk_lpos.next)=8
      OFFSET(prb_data_ring.size_bits)=0
      OFFSET(prb_data_ring.data)=8
      SIZE(printk_info)=88
      OFFSET(printk_info.seq)=0
      OFFSET(printk_info.ts_nsec)=8
      OFFSET(printk_info.text_len)=16
      OFFSET(printk_info.caller_id)=20
      OFFSET(printk_info.dev_info)=24
      OFFSET(dev_printk_info.subsystem)=0
      LENGTH(printk_info_subsystem)=16
      OFFSET(dev_printk_info.device)=16
      """;

  private final ByteMemory memory = new ByteMemory(RING, 0x4000);
  private final List<String> troubles = new ArrayList<>();

  private void ring(long tail, long head) {
    memory.number(RING, COUNT_BITS).word(RING + 8, DESCS).word(RING + 16, INFOS);
    memory.word(RING + 24, head).word(RING + 32, tail);
    memory.number(RING + 64, SIZE_BITS).word(RING + 72, TEXT);
  }

  /** A descriptor and its info; the text is the caller's to place. */
  private void record(long id, long state, long begin, long next, int length) {
    long desc = DESCS + 24 * (id & 7);
    memory.word(desc, state | id).word(desc + 8, begin).word(desc + 16, next);
    long info = INFOS + 88 * (id & 7);
    memory.word(info, id).word(info + 8, id * 1_000_000).half(info + 16, length);
    memory.octet(info + 18, 0).octet(info + 19, 6 << 5).number(info + 20, 42);
  }

  private void block(int index, long id, String text) {
    memory.word(TEXT + index, id).text(TEXT + index + 8, text);
  }

  private List<LogRecord> read() {
    PrintkLayout layout =
        new PrintkLayout(
            memory,
            Vmcoreinfo.parse(VMCOREINFO.getBytes(StandardCharsets.UTF_8)),
            new PrintkLayout.Types() {
              @Override
              public long offset(String struct, String member) {
                throw new UnknownNameException(UnknownNameException.Kind.MEMBER, member);
              }

              @Override
              public long size(String struct) {
                throw new UnknownNameException(UnknownNameException.Kind.TYPE, struct);
              }
            });
    List<LogRecord> records = new ArrayList<>();
    new PrintkRing(layout, RING).read(records::add, troubles::add);
    return records;
  }

  private List<String> texts() {
    return read().stream().map(LogRecord::text).toList();
  }

  @Test
  void readsRecordsInTheirOrder() {
    ring(1, 2);
    record(1, FINALIZED, 0, 24, 5);
    block(0, 1, "first");
    record(2, FINALIZED, 24, 48, 6);
    block(24, 2, "second");
    List<LogRecord> records = read();
    assertEquals(List.of("first", "second"), records.stream().map(LogRecord::text).toList());
    assertEquals(6, records.getFirst().level());
    assertEquals("T42", records.getFirst().caller());
    assertEquals(List.of(), troubles);
  }

  @Test
  void readsABlockThatWrapsToTheRingsStart() {
    ring(3, 3);
    record(3, FINALIZED, 120, 128 + 24, 7);
    block(0, 3, "wrapped");
    assertEquals(List.of("wrapped"), texts());
  }

  @Test
  void readsABlockThatEndsExactlyAtTheRingsEnd() {
    ring(3, 3);
    record(3, FINALIZED, 104, 128, 5);
    block(104, 3, "exact");
    block(0, 9, "other");
    assertEquals(List.of("exact"), texts());
  }

  @Test
  void keepsAnEmptyLine() {
    ring(1, 1);
    record(1, FINALIZED, 3, 3, 0);
    assertEquals(List.of(""), texts());
  }

  @Test
  void passesOverAMessageStillBeingWritten() {
    ring(1, 2);
    record(1, RESERVED, 0, 24, 5);
    record(2, FINALIZED, 24, 48, 4);
    block(24, 2, "done");
    assertEquals(List.of("done"), texts());
  }

  @Test
  void saysThatAMessageWasOverwritten() {
    ring(1, 1);
    record(1, FINALIZED, 0, 24, 5);
    block(0, 9, "newer");
    LogRecord record = read().getFirst();
    assertEquals("", record.text());
    assertEquals("message overwritten", record.lost());
  }

  @Test
  void boundsTheTextByItsBlock() {
    ring(1, 1);
    record(1, FINALIZED, 0, 16, 60_000);
    block(0, 1, "12345678");
    assertEquals(List.of("12345678"), texts());
  }

  @Test
  void boundsDamagedIdsByTheRing() {
    ring(1, 1L << 40);
    record(1L << 40, FINALIZED, 0, 24, 4);
    block(0, 1L << 40, "last");
    assertEquals(List.of("last"), texts());
    assertEquals(1, troubles.size());
  }

  @Test
  void refusesARingThatCannotBe() {
    ring(1, 1);
    memory.number(RING, 60);
    assertTrue(assertThrows(IllegalStateException.class, this::read).getMessage().contains("2^60"));
  }
}
