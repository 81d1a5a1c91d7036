package io.kwalk.lab.debuginfo;

import io.kwalk.core.debuginfo.elf.ElfFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A 64-bit little-endian ELF file of given sections, beside code without bytes at one place. */
public final class DebugSections {
  private static final int HEADER = 64;
  private static final int SHT_PROGBITS = 1;
  private static final int SHT_STRTAB = 3;
  private static final int SHT_NOBITS = 8;
  private static final int ALLOC_AND_CODE = 2 | 4;

  private final long codeAddress;
  private final long codeSize;
  private final Map<String, byte[]> sections = new LinkedHashMap<>();

  /** Code from {@code codeAddress} on. */
  public DebugSections(long codeAddress, long codeSize) {
    this.codeAddress = codeAddress;
    this.codeSize = codeSize;
  }

  public DebugSections add(String name, byte[] bytes) {
    sections.put(name, bytes);
    return this;
  }

  public ElfFile open() {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.write(0);
    int total = HEADER;
    for (byte[] bytes : sections.values()) {
      total += bytes.length;
    }
    ByteBuffer headers =
        ByteBuffer.allocate(HEADER * (sections.size() + 3)).order(ByteOrder.LITTLE_ENDIAN);
    headers.position(HEADER);
    header(headers, name(names, ".text"), SHT_NOBITS, ALLOC_AND_CODE, codeAddress, 0, codeSize);
    int at = HEADER;
    for (Map.Entry<String, byte[]> section : sections.entrySet()) {
      int size = section.getValue().length;
      header(headers, name(names, section.getKey()), SHT_PROGBITS, 0, 0, at, size);
      at += size;
    }
    int namesName = name(names, ".shstrtab");
    header(headers, namesName, SHT_STRTAB, 0, 0, at, names.size());
    ByteBuffer out =
        ByteBuffer.allocate(total + names.size() + headers.capacity())
            .order(ByteOrder.LITTLE_ENDIAN);
    fileHeader(out, total + names.size());
    sections.values().forEach(out::put);
    out.put(names.toByteArray()).put(headers.array());
    return ElfFile.of("test", out.flip());
  }

  private static int name(ByteArrayOutputStream names, String name) {
    int at = names.size();
    names.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
    return at;
  }

  private static void header(
      ByteBuffer out, int name, int type, long flags, long address, long offset, long size) {
    out.putInt(name).putInt(type).putLong(flags).putLong(address).putLong(offset).putLong(size);
    out.putInt(0).putInt(0).putLong(1).putLong(0);
  }

  /** ET_EXEC of x86-64. */
  private void fileHeader(ByteBuffer out, long sectionHeaders) {
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    out.putShort((short) 2).putShort((short) 62).putInt(1);
    out.putLong(0).putLong(0).putLong(sectionHeaders).putInt(0);
    out.putShort((short) HEADER).putShort((short) 0).putShort((short) 0);
    out.putShort((short) HEADER);
    out.putShort((short) (sections.size() + 3)).putShort((short) (sections.size() + 2));
  }
}
