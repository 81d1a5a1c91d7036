package io.kwalk.core.debuginfo.elf;

import java.util.Arrays;
import java.util.Optional;

/** The notes of a SHT_NOTE section (System V gABI, "Note Section"). */
final class ElfNotes {
  private static final int NT_GNU_BUILD_ID = 3;
  private static final byte[] GNU = {'G', 'N', 'U', 0};

  private ElfNotes() {}

  /** The descriptor of NT_GNU_BUILD_ID. */
  static Optional<byte[]> buildId(SectionReader notes) {
    while (notes.size() - notes.position() >= 12) {
      long nameSize = notes.u32();
      long size = notes.u32();
      int type = notes.s32();
      if (padded(nameSize) + padded(size) > notes.size() - notes.position()) {
        return Optional.empty();
      }
      byte[] name = notes.bytes(nameSize);
      notes.skip(padded(nameSize) - nameSize);
      byte[] descriptor = notes.bytes(size);
      if (type == NT_GNU_BUILD_ID && Arrays.equals(name, GNU)) {
        return Optional.of(descriptor);
      }
      notes.skip(Math.min(padded(size) - size, notes.size() - notes.position()));
    }
    return Optional.empty();
  }

  private static long padded(long size) {
    return size + 3 & ~3L;
  }
}
