package io.kwalk.core.image;

import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The notes of a PT_NOTE segment (System V ABI, "Note Section"), as Linux's vmcores and QEMU pad
 * them: to 4 bytes.
 */
public final class ElfNotes {
  /** The owner of the note that carries vmcoreinfo. */
  public static final String VMCOREINFO = "VMCOREINFO";

  private static final int HEADER_BYTES = 12;
  private static final int DESCRIPTOR_SIZE = 4;
  private static final int TYPE = 8;

  private ElfNotes() {}

  /**
   * All whole notes in {@code segment}; ends quietly at the first that does not fit, or is empty.
   *
   * @param start where the segment lies in what it was read from
   */
  public static List<ElfNote> parse(byte[] segment, long start, ByteOrder order) {
    List<ElfNote> notes = new ArrayList<>();
    long at = 0;
    while (at + HEADER_BYTES <= segment.length) {
      long nameSize = ByteArrays.u32(segment, (int) at, order);
      long size = ByteArrays.u32(segment, (int) at + DESCRIPTOR_SIZE, order);
      int type = ByteArrays.s32(segment, (int) at + TYPE, order);
      long name = at + HEADER_BYTES;
      long descriptor = name + padded(nameSize);
      if (descriptor + size > segment.length || nameSize == 0 && size == 0) {
        break;
      }
      notes.add(
          new ElfNote(
              name(segment, (int) name, (int) nameSize),
              type,
              Arrays.copyOfRange(segment, (int) descriptor, (int) (descriptor + size)),
              start + at));
      at = descriptor + padded(size);
    }
    return List.copyOf(notes);
  }

  /** The descriptor of the first note of an owner. */
  public static Optional<byte[]> find(List<ElfNote> notes, String name) {
    for (ElfNote note : notes) {
      if (note.name().equals(name)) {
        return Optional.of(note.descriptor());
      }
    }
    return Optional.empty();
  }

  private static long padded(long size) {
    return size + 3 & ~3L;
  }

  private static String name(byte[] segment, int start, int size) {
    int length = 0;
    while (length < size && segment[start + length] != 0) {
      length++;
    }
    return new String(segment, start, length, StandardCharsets.US_ASCII);
  }
}
