package io.kwalk.core.image.file;

import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a flattened file (makedumpfile -F, made for pipes) would be as a plain one, read in place.
 *
 * <p>Behind a header of 4096 bytes come records, each with the offset and the length of bytes in
 * the plain file, both big-endian, and the bytes; a record of -1 and -1 ends them (makedumpfile's
 * IMPLEMENTATION, release 1.7.8). Records may come in any order, and a later one overwrites earlier
 * ones. What no record gives are zeros, unless the file was cut.
 *
 * <p>Opening goes through all records once: 16 bytes read for each, which makedumpfile makes about
 * 50 KiB long.
 */
public final class FlattenedFile implements DumpFile {
  private static final String SIGNATURE = "makedumpfile";
  private static final int TYPE = 16;
  private static final int TYPE_FLATTENED = 1;
  private static final int HEADER_BYTES = 4096;
  private static final int RECORD_BYTES = 16;
  private static final long END = -1;

  private final DumpFile stored;
  private final Extents records;
  private final boolean cut;
  private final long size;

  private FlattenedFile(DumpFile stored, Extents records, boolean cut) {
    this.stored = stored;
    this.records = records;
    this.cut = cut;
    this.size = records.count() == 0 ? 0 : records.end(records.count() - 1);
  }

  /** Whether the file starts as flattened ones do. */
  public static boolean recognises(DumpFile file) {
    return file.has(0, SIGNATURE.length())
        && Arrays.equals(
            file.read(0, SIGNATURE.length()), SIGNATURE.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Goes through the records. A damaged one ends them, as the end of the file does.
   *
   * @throws DumpOpenException where not even one is whole
   */
  public static FlattenedFile open(DumpFile stored) throws DumpOpenException {
    if (stored.has(0, HEADER_BYTES) && stored.u64(TYPE, ByteOrder.BIG_ENDIAN) != TYPE_FLATTENED) {
      throw new DumpOpenException(
          stored.name(),
          "is of an unknown flattened type",
          "make a plain file of it: makedumpfile -R DUMP < " + stored.name());
    }
    Extents.Builder records = new Extents.Builder();
    boolean cut = !addRecords(stored, records);
    FlattenedFile file = new FlattenedFile(stored, records.build(), cut);
    if (file.size == 0) {
      throw new DumpOpenException(
          stored.name(),
          "the file ends inside the header of a flattened dump",
          "nothing can be read of it; copy or save the dump again");
    }
    return file;
  }

  /** Adds all records; false where the last was not reached. */
  private static boolean addRecords(DumpFile stored, Extents.Builder records) {
    long at = HEADER_BYTES;
    for (long rank = 0; stored.has(at, RECORD_BYTES); rank++) {
      long offset = stored.u64(at, ByteOrder.BIG_ENDIAN);
      long length = stored.u64(at + 8, ByteOrder.BIG_ENDIAN);
      if (offset == END && length == END) {
        return true;
      }
      long bytes = at + RECORD_BYTES;
      if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
        return false;
      }
      long there = Math.min(length, stored.size() - bytes);
      records.add(offset, offset + there, bytes, 0, rank);
      if (there < length) {
        return false;
      }
      at = bytes + length;
    }
    return false;
  }

  @Override
  public String name() {
    return stored.name();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean cut() {
    return cut;
  }

  @Override
  public boolean has(long offset, long length) {
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
      return false;
    }
    return !cut || isCovered(offset, offset + length);
  }

  @Override
  public long storedFrom(long offset, long limit) {
    long at = offset;
    while (at >= 0 && at - offset < limit) {
      int record = records.find(at);
      if (record < 0) {
        break;
      }
      at = records.end(record);
    }
    return Math.min(limit, at - offset);
  }

  private boolean isCovered(long start, long end) {
    long at = start;
    while (at < end) {
      int record = records.find(at);
      if (record < 0) {
        return false;
      }
      at = records.end(record);
    }
    return true;
  }

  @Override
  public void read(long offset, byte[] target, int at, int length) {
    int done = 0;
    while (done < length) {
      long position = offset + done;
      int record = records.find(position);
      int count;
      if (record >= 0) {
        count = (int) Math.min(length - done, records.end(record) - position);
        stored.read(place(record, position), target, at + done, count);
      } else {
        int next = -1 - record;
        if (next >= records.count()) {
          throw new IndexOutOfBoundsException(position);
        }
        count = (int) Math.min(length - done, records.start(next) - position);
        Arrays.fill(target, at + done, at + done + count, (byte) 0);
      }
      done += count;
    }
  }

  @Override
  public int u8(long offset) {
    int record = whole(offset, 1);
    return record >= 0 ? stored.u8(place(record, offset)) : read(offset, 1)[0] & 0xff;
  }

  @Override
  public int u16(long offset, ByteOrder order) {
    int record = whole(offset, 2);
    return record >= 0
        ? stored.u16(place(record, offset), order)
        : ByteArrays.u16(read(offset, 2), 0, order);
  }

  @Override
  public int s32(long offset, ByteOrder order) {
    int record = whole(offset, 4);
    return record >= 0
        ? stored.s32(place(record, offset), order)
        : ByteArrays.s32(read(offset, 4), 0, order);
  }

  @Override
  public long u64(long offset, ByteOrder order) {
    int record = whole(offset, 8);
    return record >= 0
        ? stored.u64(place(record, offset), order)
        : ByteArrays.u64(read(offset, 8), 0, order);
  }

  /** The record that holds all of the bytes, or a negative number. */
  private int whole(long offset, int length) {
    int record = records.find(offset);
    return record >= 0 && records.end(record) - offset >= length ? record : -1;
  }

  private long place(int record, long offset) {
    return records.source(record) + (offset - records.start(record));
  }

  @Override
  public void close() {
    stored.close();
  }
}
