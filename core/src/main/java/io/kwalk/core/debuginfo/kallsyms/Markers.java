package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code kallsyms_markers}, which vmcoreinfo does not name: they end where the token table starts,
 * or (6.1 stable to 6.3) where kallsyms_seqs_of_names does, which ends there. What is found must
 * fit the names, else the names are walked.
 */
final class Markers {
  private static final int SEQUENCE_BYTES = 3;

  private Markers() {}

  static int[] find(Memory memory, KallsymsTables tables, MemoryWindow names, int count) {
    int blocks = (count + KallsymsNames.BLOCK - 1) / KallsymsNames.BLOCK;
    long sequences = tables.tokenTable() - (long) SEQUENCE_BYTES * count & -8;
    for (long end : new long[] {tables.tokenTable(), sequences, sequences + 4}) {
      for (long align : new long[] {-8, -4}) {
        Optional<int[]> markers = read(memory, end - 4L * blocks & align, names, blocks);
        if (markers.isPresent()) {
          return markers.get();
        }
      }
    }
    return walk(names, blocks, count);
  }

  private static Optional<int[]> read(Memory memory, long address, MemoryWindow names, int blocks) {
    if (address <= names.address()) {
      return Optional.empty();
    }
    try {
      if (memory.u32(address) != 0) {
        return Optional.empty();
      }
      byte[] bytes = memory.read(address, 4 * blocks);
      int[] markers = new int[blocks];
      for (int i = 0; i < blocks; i++) {
        long marker = ByteArrays.u32(bytes, 4 * i, memory.byteOrder());
        if (marker >= names.length() || i > 0 && marker <= markers[i - 1]) {
          return Optional.empty();
        }
        markers[i] = (int) marker;
      }
      return fits(names, markers) ? Optional.of(markers) : Optional.empty();
    } catch (MemoryFault | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  /** Whether 256 names lie between the first two markers. */
  private static boolean fits(MemoryWindow names, int[] markers) {
    return markers.length < 2 || walkBlock(names, 0) == markers[1];
  }

  private static int walkBlock(MemoryWindow names, int entry) {
    for (int i = 0; i < KallsymsNames.BLOCK; i++) {
      entry = KallsymsNames.endOf(names, entry);
    }
    return entry;
  }

  /** As many as can be reached without a hole. */
  private static int[] walk(MemoryWindow names, int blocks, int count) {
    int[] markers = new int[Math.min(blocks, 1024)];
    int found = 0;
    int entry = 0;
    try {
      for (int block = 0; block < blocks; block++) {
        if (found == markers.length) {
          markers = Arrays.copyOf(markers, Math.min(blocks, 2 * found));
        }
        markers[found] = entry;
        int inBlock = Math.min(KallsymsNames.BLOCK, count - block * KallsymsNames.BLOCK);
        for (int i = 0; i < inBlock; i++) {
          entry = KallsymsNames.endOf(names, entry);
        }
        found++;
      }
    } catch (MemoryFault | IndexOutOfBoundsException _) {
      return Arrays.copyOf(markers, found);
    }
    return Arrays.copyOf(markers, found);
  }
}
