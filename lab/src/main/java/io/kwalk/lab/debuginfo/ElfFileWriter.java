package io.kwalk.lab.debuginfo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes ELF files that consist of sections (System V gABI), of either byte order and word size.
 */
public final class ElfFileWriter {
  private static final int SHT_PROGBITS = 1;
  private static final int SHT_STRTAB = 3;
  private static final int SHT_NOTE = 7;

  private record Section(String name, int type, byte[] bytes) {}

  private final ByteOrder order;
  private final boolean wide;
  private final List<Section> sections = new ArrayList<>();

  /**
   * @param wide whether words have 8 bytes, not 4
   */
  public ElfFileWriter(ByteOrder order, boolean wide) {
    this.order = order;
    this.wide = wide;
  }

  public ElfFileWriter section(String name, byte[] bytes) {
    sections.add(new Section(name, SHT_PROGBITS, bytes));
    return this;
  }

  /** The note that holds the build-id. */
  public ElfFileWriter buildId(byte[] id) {
    ByteBuffer note = ByteBuffer.allocate(16 + id.length).order(order);
    note.putInt(4).putInt(id.length).putInt(3);
    note.put("GNU\0".getBytes(StandardCharsets.US_ASCII)).put(id);
    sections.add(new Section(".note.gnu.build-id", SHT_NOTE, note.array()));
    return this;
  }

  /** The file: header, contents of sections, section headers. */
  public byte[] bytes() {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.write(0);
    List<Section> all = new ArrayList<>(sections);
    List<Integer> nameOffsets = new ArrayList<>();
    all.add(new Section(".shstrtab", SHT_STRTAB, new byte[0]));
    for (Section section : all) {
      nameOffsets.add(names.size());
      names.writeBytes((section.name() + '\0').getBytes(StandardCharsets.UTF_8));
    }
    all.set(all.size() - 1, new Section(".shstrtab", SHT_STRTAB, names.toByteArray()));
    int header = wide ? 64 : 52;
    int entry = wide ? 64 : 40;
    int contents = all.stream().mapToInt(section -> section.bytes().length).sum();
    int table = header + contents;
    ByteBuffer out = ByteBuffer.allocate(table + entry * (all.size() + 1)).order(order);
    out.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1)});
    out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2)).put((byte) 1).position(16);
    out.putShort((short) 2).putShort((short) (wide ? 62 : 3)).putInt(1);
    word(word(word(out, 0), 0), table);
    out.putInt(0).putShort((short) header).putShort((short) 0).putShort((short) 0);
    out.putShort((short) entry).putShort((short) (all.size() + 1)).putShort((short) all.size());
    int offset = header;
    out.position(table + entry);
    for (int i = 0; i < all.size(); i++) {
      Section section = all.get(i);
      out.put(offset, section.bytes());
      out.putInt(nameOffsets.get(i)).putInt(section.type());
      word(word(word(word(out, 0), 0), offset), section.bytes().length);
      out.putInt(0).putInt(0);
      word(word(out, 1), 0);
      offset += section.bytes().length;
    }
    return out.array();
  }

  private ByteBuffer word(ByteBuffer out, long value) {
    return wide ? out.putLong(value) : out.putInt((int) value);
  }
}
