package io.kwalk.lab.debuginfo;

import io.kwalk.lab.memory.BytesMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Writes an ORC table: the addresses, then the entries. */
public final class OrcWriter {
  private record Entry(long address, int spOffset, int bpOffset, int bits) {}

  private final long start;
  private final List<Entry> entries = new ArrayList<>();

  public OrcWriter(long start) {
    this.start = start;
  }

  /** Adds a rule from {@code address} on; {@code bits} are the entry's last 16. */
  public OrcWriter add(long address, int spOffset, int bpOffset, int bits) {
    entries.add(new Entry(address, spOffset, bpOffset, bits));
    return this;
  }

  public int count() {
    return entries.size();
  }

  /** Where the addresses lie. */
  public long addresses() {
    return start;
  }

  /** Where the entries lie. */
  public long rules() {
    return start + 4L * entries.size();
  }

  public BytesMemory memory() {
    ByteBuffer out = ByteBuffer.allocate(10 * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (Entry entry : entries) {
      out.putInt((int) (entry.address() - (start + out.position())));
    }
    for (Entry entry : entries) {
      out.putShort((short) entry.spOffset());
      out.putShort((short) entry.bpOffset());
      out.putShort((short) entry.bits());
    }
    return new BytesMemory(start, out.array(), ByteOrder.LITTLE_ENDIAN);
  }
}
