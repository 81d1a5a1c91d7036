package io.kwalk.core.debuginfo.dwarf;

import java.util.Arrays;

/** The rows of a line table while they are made; a program's own length bounds them. */
final class LineRows {
  /** Of a file's number: the row begins no statement. */
  private static final int NO_STATEMENT = Integer.MIN_VALUE;

  long[] addresses = new long[64];
  int[] files = new int[64];
  int[] lines = new int[64];
  int[] columns = new int[64];
  int count;

  /** The number of the file in an element of {@link #files}. */
  static int file(int element) {
    return element & ~NO_STATEMENT;
  }

  /** Whether an element of {@link #files} is of a row that begins a statement. */
  static boolean isStatement(int element) {
    return (element & NO_STATEMENT) == 0;
  }

  void add(long address, int file, boolean statement, int line, int column) {
    if (count == addresses.length) {
      resize(2 * count);
    }
    addresses[count] = address;
    files[count] = statement ? file : file | NO_STATEMENT;
    lines[count] = line;
    columns[count++] = column;
  }

  void resize(int size) {
    addresses = Arrays.copyOf(addresses, size);
    files = Arrays.copyOf(files, size);
    lines = Arrays.copyOf(lines, size);
    columns = Arrays.copyOf(columns, size);
  }

  /**
   * Brings the rows from {@code start} on into the order of their addresses, those of one address
   * as they were. A program may set addresses backwards; hardly any does.
   */
  void sortFrom(int start) {
    if (isSortedFrom(start)) {
      return;
    }
    Integer[] order = new Integer[count - start];
    for (int i = 0; i < order.length; i++) {
      order[i] = start + i;
    }
    LineRows before = new LineRows();
    before.addresses = addresses.clone();
    before.files = files.clone();
    before.lines = lines.clone();
    before.columns = columns.clone();
    Arrays.sort(order, (a, b) -> Long.compareUnsigned(addresses[a], addresses[b]));
    for (int i = 0; i < order.length; i++) {
      int from = order[i];
      addresses[start + i] = before.addresses[from];
      files[start + i] = before.files[from];
      lines[start + i] = before.lines[from];
      columns[start + i] = before.columns[from];
    }
  }

  private boolean isSortedFrom(int start) {
    for (int i = start + 1; i < count; i++) {
      if (Long.compareUnsigned(addresses[i - 1], addresses[i]) > 0) {
        return false;
      }
    }
    return true;
  }
}
