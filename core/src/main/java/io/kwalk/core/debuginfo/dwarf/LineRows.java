package io.kwalk.core.debuginfo.dwarf;

import java.util.Arrays;

/** The rows of a line table while they are made; a program's own length bounds them. */
final class LineRows {
  /** Of a file's number: the row begins no statement. */
  private static final int NO_STATEMENT = Integer.MIN_VALUE;

  /**
   * Bytes of a program for each of its rows, as compilers write them, or less: to grow hardly ever.
   */
  private static final int BYTES_A_ROW = 5;

  private static final int AT_LEAST = 64;

  long[] addresses;
  int[] files;
  int[] lines;
  int[] columns;
  int count;

  /**
   * @param programSize bytes of the program that makes them
   */
  LineRows(int programSize) {
    int capacity = Math.max(programSize / BYTES_A_ROW, AT_LEAST);
    addresses = new long[capacity];
    files = new int[capacity];
    lines = new int[capacity];
    columns = new int[capacity];
  }

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

  private void resize(int size) {
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
    long[] addressesBefore = addresses.clone();
    int[] filesBefore = files.clone();
    int[] linesBefore = lines.clone();
    int[] columnsBefore = columns.clone();
    Arrays.sort(order, (a, b) -> Long.compareUnsigned(addresses[a], addresses[b]));
    for (int i = 0; i < order.length; i++) {
      int from = order[i];
      addresses[start + i] = addressesBefore[from];
      files[start + i] = filesBefore[from];
      lines[start + i] = linesBefore[from];
      columns[start + i] = columnsBefore[from];
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
