package io.kwalk.core.memory;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A table in memory, read page by page as it is touched: a binary search over megabytes needs a few
 * pages, each of which may have to be decompressed. Safe for several threads, which may at worst
 * read a page twice.
 */
public final class MemoryWindow {
  private static final int PAGE = 4096;

  private final Memory memory;
  private final ByteOrder order;
  private final long firstPage;
  private final int lead;
  private final long length;
  private final byte[][] pages;

  /** The {@code length} bytes from {@code address} on; nothing is read yet. */
  public MemoryWindow(Memory memory, long address, long length) {
    this.memory = memory;
    this.order = memory.byteOrder();
    this.firstPage = address & -PAGE;
    this.lead = (int) (address - firstPage);
    this.length = length;
    this.pages = new byte[Math.toIntExact((lead + length + PAGE - 1) / PAGE)][];
  }

  /** Bytes of the table. */
  public long length() {
    return length;
  }

  /** Where it starts. */
  public long address() {
    return firstPage + lead;
  }

  private byte[] page(int index) {
    byte[] page = pages[index];
    if (page == null) {
      page = read(index);
      pages[index] = page;
    }
    return page;
  }

  /** The part of the page that the table covers; what lies around it may not be readable. */
  private byte[] read(int index) {
    byte[] page = new byte[PAGE];
    int from = index == 0 ? lead : 0;
    long to = Math.min(PAGE, lead + length - (long) index * PAGE);
    memory.read(firstPage + (long) index * PAGE + from, page, from, (int) to - from);
    return page;
  }

  /**
   * The unsigned byte at {@code offset}.
   *
   * @throws MemoryFault if its page cannot be read
   * @throws IndexOutOfBoundsException outside the table
   */
  public int u8(long offset) {
    if (offset < 0 || offset >= length) {
      throw new OutsideException(offset, length);
    }
    int at = (int) (lead + offset);
    return page(at / PAGE)[at % PAGE] & 0xff;
  }

  /** The signed 16-bit value at {@code offset}. */
  public int s16(long offset) {
    return (short) wide(offset, 2);
  }

  /** The signed 32-bit value at {@code offset}. */
  public int s32(long offset) {
    return (int) wide(offset, 4);
  }

  /** The 64-bit value at {@code offset}. */
  public long u64(long offset) {
    return wide(offset, 8);
  }

  private long wide(long offset, int size) {
    int at = (int) (lead + offset);
    if (offset >= 0 && offset + size <= length && at % PAGE + size <= PAGE) {
      return ByteArrays.unsigned(page(at / PAGE), at % PAGE, size, order);
    }
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) u8(offset + i);
    }
    return ByteArrays.unsigned(bytes, 0, size, order);
  }

  /** A copy of {@code size} bytes; the errors are those of {@link #u8}. */
  public byte[] copy(long offset, int size) {
    if (offset < 0 || size > length - offset) {
      throw new OutsideException(offset, length);
    }
    byte[] copy = new byte[size];
    int at = (int) (lead + offset);
    for (int done = 0; done < size; ) {
      int part = Math.min(size - done, PAGE - at % PAGE);
      System.arraycopy(page(at / PAGE), at % PAGE, copy, done, part);
      done += part;
      at += part;
    }
    return copy;
  }

  /**
   * The bytes from {@code offset} up to a zero byte, or {@code most} of them if there is none, each
   * as the character of that number; the errors are those of {@link #u8}.
   */
  public String string(long offset, int most) {
    String text = "";
    for (long next = offset; text.length() < most; ) {
      u8(next);
      int at = (int) (lead + next);
      byte[] page = page(at / PAGE);
      int from = at % PAGE;
      int room = (int) Math.min(Math.min(PAGE - from, most - text.length()), length - next);
      int end = from;
      while (end < from + room && page[end] != 0) {
        end++;
      }
      String part = new String(page, from, end - from, StandardCharsets.ISO_8859_1);
      text = text.isEmpty() ? part : text + part;
      if (end < from + room) {
        break;
      }
      next += room;
    }
    return text;
  }

  /** Thrown for each of a damaged table's entries: it carries no stack trace. */
  private static final class OutsideException extends IndexOutOfBoundsException {
    private static final long serialVersionUID = 1L;

    OutsideException(long offset, long length) {
      super("offset " + offset + " of " + length);
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }
}
