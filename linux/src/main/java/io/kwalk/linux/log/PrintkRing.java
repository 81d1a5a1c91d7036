package io.kwalk.linux.log;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads printk's ring buffer: a ring of descriptors, one info beside each, and a ring of text whose
 * blocks the descriptors name by positions that only grow.
 */
final class PrintkRing {
  /** The two top bits of state_var: reserved 0, committed 1, finalized 2, reusable 3. */
  private static final int STATE_SHIFT = 62;

  private static final int COMMITTED = 1;
  private static final int FINALIZED = 2;
  private static final long ID_MASK = (1L << STATE_SHIFT) - 1;

  /** A block's text stands behind the id of its descriptor. */
  private static final int BLOCK_ID_BYTES = 8;

  /** log_buf_len= is at most 2 GiB, descriptors are fewer by PRB_AVGBITS (5). */
  private static final int MAX_SIZE_BITS = 31;

  private final PrintkLayout layout;
  private final Memory memory;
  private final long descriptors;
  private final long infos;
  private final int countBits;
  private final long text;
  private final int sizeBits;
  private final long headId;
  private final long tailId;

  /**
   * Reads the heads of the rings.
   *
   * @param address of struct printk_ringbuffer
   * @throws MemoryFault if they cannot be read
   * @throws IllegalStateException if they cannot be right
   */
  PrintkRing(PrintkLayout layout, long address) {
    this.layout = layout;
    memory = layout.memory();
    long descRing = address + layout.descRing;
    long textRing = address + layout.textRing;
    countBits = memory.s32(descRing + layout.countBits);
    sizeBits = memory.s32(textRing + layout.sizeBits);
    if (countBits < 0 || countBits > MAX_SIZE_BITS || sizeBits < 3 || sizeBits > MAX_SIZE_BITS) {
      throw new IllegalStateException(
          "printk ring of 2^" + countBits + " records, 2^" + sizeBits + " bytes");
    }
    descriptors = memory.u64(descRing + layout.descs);
    infos = memory.u64(descRing + layout.infos);
    headId = memory.u64(descRing + layout.headId) & ID_MASK;
    tailId = memory.u64(descRing + layout.tailId) & ID_MASK;
    text = memory.u64(textRing + layout.data);
  }

  /** Visits the records from the oldest to the newest; calls {@code trouble} for lost ones. */
  void read(Consumer<LogRecord> records, Consumer<String> trouble) {
    long count = (headId - tailId & ID_MASK) + 1;
    long ring = 1L << countBits;
    if (count > ring) {
      trouble.accept("ids from " + tailId + " to " + headId + " in a ring of " + ring);
      count = ring;
    }
    long first = headId - count + 1;
    for (long i = 0; i < count; i++) {
      try {
        record(first + i & ID_MASK).ifPresent(records);
      } catch (MemoryFault fault) {
        trouble.accept(fault.getMessage());
      }
    }
  }

  /** Empty for a descriptor that is not in use, or whose message was still being written. */
  private Optional<LogRecord> record(long id) {
    long index = id & (1L << countBits) - 1;
    long descriptor = descriptors + index * layout.descSize;
    long state = memory.u64(descriptor + layout.stateVar);
    int phase = (int) (state >>> STATE_SHIFT);
    if ((state & ID_MASK) != id || phase != COMMITTED && phase != FINALIZED) {
      return Optional.empty();
    }
    long begin = memory.u64(descriptor + layout.blockPosition + layout.begin);
    long next = memory.u64(descriptor + layout.blockPosition + layout.next);
    return Optional.of(record(id, infos + index * layout.infoSize, begin, next));
  }

  private LogRecord record(long id, long info, long begin, long next) {
    int length = memory.u16(info + layout.textLength);
    // Behind text_len: u8 facility, then flags in 5 bits and level in 3.
    int facility = memory.u8(info + layout.textLength + 2);
    int bits = memory.u8(info + layout.textLength + 3);
    boolean little = memory.byteOrder() == ByteOrder.LITTLE_ENDIAN;
    String message = "";
    String lost = "";
    try {
      message = text(id, begin, next, length);
    } catch (MemoryFault | IllegalStateException problem) {
      lost = String.valueOf(problem.getMessage());
    }
    long dev = info + layout.deviceInfo;
    return new LogRecord(
        memory.u64(info + layout.sequence),
        memory.u64(info + layout.nanoseconds),
        facility,
        little ? bits >> 5 : bits & 7,
        little ? bits & 31 : bits >> 3,
        memory.u32(info + layout.callerId),
        message,
        memory.cString(dev + layout.subsystem, layout.subsystemLength),
        memory.cString(dev + layout.device, layout.deviceLength),
        lost);
  }

  /**
   * The text of the block from {@code begin} to {@code next}. A block that does not fit before the
   * ring's end lies at its start. One that ends exactly at the end is whole there: kernels make
   * such blocks since 67e1b0052f6b (2025).
   */
  private String text(long id, long begin, long next, int length) {
    if ((begin & 1) != 0) {
      // No block: 3 is an empty line, 1 a message that found no room.
      if (begin != 3 && length > 0) {
        throw new IllegalStateException("message lost: no room in the log");
      }
      return "";
    }
    boolean wraps = begin >>> sizeBits != next - 1 >>> sizeBits;
    long start = wraps ? 0 : index(begin);
    long size = wraps ? index(next) : next - begin;
    if (size < BLOCK_ID_BYTES || size > 1L << sizeBits) {
      throw new IllegalStateException("message block of " + size + " bytes");
    }
    if ((memory.u64(text + start) & ID_MASK) != id) {
      throw new IllegalStateException("message overwritten");
    }
    int bytes = (int) Math.min(length, size - BLOCK_ID_BYTES);
    return decode(memory.read(text + start + BLOCK_ID_BYTES, bytes));
  }

  private long index(long position) {
    return position & (1L << sizeBits) - 1;
  }

  /** UTF-8 where it is valid, else one character a byte. */
  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
