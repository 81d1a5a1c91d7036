package io.kwalk.core.debuginfo.cfi;

import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.Arrays;
import java.util.Optional;

/**
 * The descriptions of a section in the order of their addresses. Building it reads the head of
 * every entry once: some 60,000 in vmlinux.
 */
final class FrameIndex {
  private final long[] starts;
  private final int[] offsets;

  private FrameIndex(long[] starts, int[] offsets) {
    this.starts = starts;
    this.offsets = offsets;
  }

  static FrameIndex of(FrameSection section) {
    Builder builder = new Builder();
    SectionReader at = section.reader(0);
    long lastCommon = -1;
    boolean plain = false;
    while (!at.atEnd()) {
      int offset = at.position();
      int length = at.s32();
      if (length == 0) {
        // Linkers join .eh_frame of several files, each with an end of its own.
        continue;
      }
      int identifierAt = at.position();
      if (length > 0 && length <= at.size() - identifierAt) {
        long common = section.commonOf(at.s32() & 0xffff_ffffL, 0xffff_ffffL, identifierAt);
        if (common != lastCommon && common >= 0) {
          lastCommon = common;
          plain = section.common(common).isPlain();
        }
        if (common >= 0 && plain) {
          // Nearly all: made without an object each, for this loop is what a first lookup costs.
          builder.add(at.u64(), offset);
          at.seek(identifierAt + (long) length);
          continue;
        }
      }
      Optional<FrameSection.Entry> entry = section.entry(at.seek(offset));
      if (entry.isPresent() && !entry.get().isCommon()) {
        builder.add(section.description(entry.get()).start(), offset);
      }
    }
    return builder.build();
  }

  /** Where the last description starts that begins at or below {@code address}; -1 if none does. */
  int find(long address) {
    int low = 0;
    int high = starts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(starts[middle], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? -1 : offsets[low - 1];
  }

  int size() {
    return starts.length;
  }

  private static final class Builder {
    private long[] starts = new long[1 << 14];
    private int[] offsets = new int[1 << 14];
    private int count;

    void add(long start, int offset) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        offsets = Arrays.copyOf(offsets, 2 * count);
      }
      starts[count] = start;
      offsets[count++] = offset;
    }

    FrameIndex build() {
      int[] order = sortedOrder();
      long[] sortedStarts = new long[count];
      int[] sortedOffsets = new int[count];
      for (int i = 0; i < count; i++) {
        sortedStarts[i] = starts[order[i]];
        sortedOffsets[i] = offsets[order[i]];
      }
      return new FrameIndex(sortedStarts, sortedOffsets);
    }

    /** A merge sort of positions by unsigned start: the JDK sorts no pairs without objects. */
    private int[] sortedOrder() {
      int[] from = new int[count];
      int[] to = new int[count];
      for (int i = 0; i < count; i++) {
        from[i] = i;
      }
      for (int width = 1; width < count && width > 0; width *= 2) {
        for (int low = 0; low < count; low += 2 * width) {
          merge(from, to, low, Math.min(low + width, count), Math.min(low + 2 * width, count));
        }
        int[] swapped = from;
        from = to;
        to = swapped;
      }
      return from;
    }

    private void merge(int[] from, int[] to, int low, int middle, int high) {
      int left = low;
      int right = middle;
      for (int i = low; i < high; i++) {
        boolean takeLeft =
            right == high
                || left < middle
                    && Long.compareUnsigned(starts[from[left]], starts[from[right]]) <= 0;
        to[i] = from[takeLeft ? left++ : right++];
      }
    }
  }
}
