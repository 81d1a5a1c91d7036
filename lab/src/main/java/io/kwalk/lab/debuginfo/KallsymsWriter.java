package io.kwalk.lab.debuginfo;

import io.kwalk.core.debuginfo.kallsyms.KallsymsTables;
import io.kwalk.core.debuginfo.kallsyms.KallsymsTables.Encoding;
import io.kwalk.lab.memory.BytesMemory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Writes kallsyms tables as scripts/kallsyms.c lays them out, release by release. */
public final class KallsymsWriter {
  /** What releases differ in. */
  public enum Layout {
    /** kallsyms_addresses, without CONFIG_KALLSYMS_BASE_RELATIVE. */
    ABSOLUTE,
    /** x86-64 to 6.0: absolute per-CPU offsets. */
    LINUX_5_10,
    /** arm64 to 6.0. */
    LINUX_5_10_ARM64,
    /** 6.1 stable to 6.3: names in order between markers and tokens. */
    LINUX_6_1,
    /** x86-64 from 6.4 to 6.14: offsets behind the tokens. */
    LINUX_6_4,
    /** From 6.15 on: no absolute per-CPU offsets. */
    LINUX_6_15,
    /** 7.x: distances from each entry, no base. */
    LINUX_7_3;

    boolean isAbsolutePercpu() {
      return this == LINUX_5_10 || this == LINUX_6_1 || this == LINUX_6_4;
    }

    boolean isOld() {
      return ordinal() <= LINUX_6_1.ordinal();
    }

    boolean hasOrderOfNames() {
      return ordinal() >= LINUX_6_1.ordinal();
    }
  }

  private record Entry(String name, char type, long address) {}

  private static final long BASE = 0xffff_ffff_8100_0000L;
  private static final String[] LONG_TOKENS = {"__x64_sys_", "ion", "_init", "read", "lock", "tT"};

  private final Layout layout;
  private final List<Entry> entries = new ArrayList<>();
  private final String[] tokens = new String[256];
  private final long start;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long countAt;
  private long namesAt;
  private long tokenTableAt;
  private long tokenIndexAt;
  private long addressesAt;
  private long baseAt;
  private byte[] markers = new byte[0];

  /** The tables start at {@code start}, a multiple of 8. */
  public KallsymsWriter(Layout layout, long start) {
    this.layout = layout;
    this.start = start;
    for (int i = 0; i < 256; i++) {
      tokens[i] = i >= '0' && i <= 'z' ? String.valueOf((char) i) : "?" + (char) ('a' + i % 26);
    }
    tokens['$'] = "$";
    tokens['.'] = ".";
    for (int i = 0; i < LONG_TOKENS.length; i++) {
      tokens[0x80 + i] = LONG_TOKENS[i];
    }
  }

  /** Adds a symbol; addresses must ascend. */
  public KallsymsWriter add(String name, char type, long address) {
    entries.add(new Entry(name, type, address));
    return this;
  }

  /** The tables in a memory of their own. */
  public BytesMemory memory() {
    return new BytesMemory(start, bytes(), ByteOrder.LITTLE_ENDIAN);
  }

  /** Where the tables are; call {@link #memory} or {@link #bytes} first. */
  public KallsymsTables tables() {
    Encoding encoding =
        switch (layout) {
          case ABSOLUTE -> Encoding.ABSOLUTE;
          case LINUX_7_3 -> Encoding.PLACE_RELATIVE;
          default -> Encoding.BASE_RELATIVE;
        };
    return new KallsymsTables(
        countAt, namesAt, tokenTableAt, tokenIndexAt, addressesAt, baseAt, encoding);
  }

  /** All tables in the layout's order. */
  public byte[] bytes() {
    out.reset();
    if (layout.isOld()) {
      addresses();
    }
    names();
    out.writeBytes(markers);
    align(8);
    if (layout == Layout.LINUX_6_1) {
      orderOfNames();
    }
    tokenTable();
    if (!layout.isOld()) {
      addresses();
    }
    if (layout.hasOrderOfNames() && layout != Layout.LINUX_6_1) {
      orderOfNames();
    }
    return out.toByteArray();
  }

  private long here() {
    return start + out.size();
  }

  private void align(int alignment) {
    while (out.size() % alignment != 0) {
      out.write(0);
    }
  }

  private void word(long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  private static byte[] bytesOf(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private void addresses() {
    addressesAt = here();
    for (Entry entry : entries) {
      switch (layout) {
        case ABSOLUTE -> word(entry.address());
        case LINUX_7_3 -> out.writeBytes(bytesOf((int) (entry.address() - here())));
        default -> out.writeBytes(bytesOf(offset(entry.address())));
      }
    }
    if (layout != Layout.ABSOLUTE && layout != Layout.LINUX_7_3) {
      align(8);
      baseAt = here();
      word(BASE);
    }
  }

  private int offset(long address) {
    if (!layout.isAbsolutePercpu()) {
      return (int) (address - BASE);
    }
    return (int) (address >= 0 ? address : BASE - 1 - address);
  }

  private void names() {
    countAt = here();
    out.writeBytes(bytesOf(entries.size()));
    if (layout != Layout.LINUX_7_3) {
      align(8);
    }
    namesAt = here();
    ByteArrayOutputStream offsets = new ByteArrayOutputStream();
    for (int i = 0; i < entries.size(); i++) {
      if (i % 256 == 0) {
        offsets.writeBytes(bytesOf((int) (here() - namesAt)));
      }
      byte[] compressed = compress(entries.get(i).type() + entries.get(i).name());
      if (compressed.length > 0x7f) {
        out.write(compressed.length & 0x7f | 0x80);
        out.write(compressed.length >> 7);
      } else {
        out.write(compressed.length);
      }
      out.writeBytes(compressed);
    }
    align(layout == Layout.LINUX_7_3 ? 4 : 8);
    markers = offsets.toByteArray();
  }

  private byte[] compress(String text) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    for (int at = 0; at < text.length(); ) {
      int token = text.charAt(at);
      for (int i = 0; i < LONG_TOKENS.length; i++) {
        token = text.startsWith(LONG_TOKENS[i], at) ? 0x80 + i : token;
      }
      compressed.write(token);
      at += token >= 0x80 ? tokens[token].length() : 1;
    }
    return compressed.toByteArray();
  }

  private void tokenTable() {
    tokenTableAt = here();
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    for (String token : tokens) {
      int offset = (int) (here() - tokenTableAt);
      index.write(offset);
      index.write(offset >> 8);
      out.writeBytes(token.getBytes(StandardCharsets.US_ASCII));
      out.write(0);
    }
    align(8);
    tokenIndexAt = here();
    out.writeBytes(index.toByteArray());
  }

  private void orderOfNames() {
    IntStream.range(0, entries.size())
        .boxed()
        .sorted(Comparator.comparing(i -> entries.get(i).name()))
        .forEach(i -> {
          out.write(i >> 16);
          out.write(i >> 8);
          out.write(i);
        });
    align(8);
  }
}
