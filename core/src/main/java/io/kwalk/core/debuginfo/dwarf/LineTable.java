package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.SourceLine;
import java.util.List;
import java.util.Optional;

/**
 * The line table of a unit (section 6.2.2), in arrays: 20 bytes a row, with some room to spare.
 * Sequences follow each other without a gap; the rows of each are in the order of their addresses,
 * which are the file's.
 */
final class LineTable {
  private final LineFiles files;
  private final long[] addresses;
  private final int[] fileNumbers;
  private final int[] lines;
  private final int[] columns;
  private final int[] sequenceStarts;
  private final AddressIntervals sequences;

  /**
   * @param sequenceStarts the number of the first row of each sequence
   * @param sequences the addresses of each sequence
   */
  LineTable(
      LineFiles files, LineRows rows, List<Integer> sequenceStarts, AddressIntervals sequences) {
    this.files = files;
    this.addresses = rows.addresses;
    this.fileNumbers = rows.files;
    this.lines = rows.lines;
    this.columns = rows.columns;
    this.sequenceStarts = new int[sequenceStarts.size() + 1];
    for (int i = 0; i < sequenceStarts.size(); i++) {
      this.sequenceStarts[i] = sequenceStarts.get(i);
    }
    this.sequenceStarts[sequenceStarts.size()] = rows.count;
    this.sequences = sequences;
  }

  LineFiles files() {
    return files;
  }

  /** Rows that its arrays have room for: what it takes in memory. */
  int capacity() {
    return addresses.length;
  }

  /** The line of the instruction at {@code address}: the last row that is not behind it. */
  Optional<SourceLine> find(long address) {
    int sequence = sequences.find(address);
    return sequence == AddressIntervals.NONE
        ? Optional.empty()
        : line(lastNotBehind(sequence, address));
  }

  /** The same, but for the last statement that begins at that address, if one does. */
  Optional<SourceLine> findStatement(long address) {
    int sequence = sequences.find(address);
    if (sequence == AddressIntervals.NONE) {
      return Optional.empty();
    }
    int last = lastNotBehind(sequence, address);
    for (int row = last; row >= sequenceStarts[sequence] && addresses[row] == address; row--) {
      if (LineRows.isStatement(fileNumbers[row])) {
        return line(row);
      }
    }
    return line(last);
  }

  private Optional<SourceLine> line(int row) {
    String path = files.path(LineRows.file(fileNumbers[row]));
    return path == null
        ? Optional.empty()
        : Optional.of(new SourceLine(path, Math.max(lines[row], 0), columns[row]));
  }

  private int lastNotBehind(int sequence, long address) {
    int low = sequenceStarts[sequence];
    int high = sequenceStarts[sequence + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(addresses[middle], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Adds the first address of each run of rows of that file and line. */
  void addresses(int file, int line, List<Long> found) {
    for (int sequence = 0; sequence + 1 < sequenceStarts.length; sequence++) {
      boolean before = false;
      for (int i = sequenceStarts[sequence]; i < sequenceStarts[sequence + 1]; i++) {
        boolean matches = LineRows.file(fileNumbers[i]) == file && lines[i] == line;
        if (matches && !before) {
          found.add(addresses[i]);
        }
        before = matches;
      }
    }
  }
}
