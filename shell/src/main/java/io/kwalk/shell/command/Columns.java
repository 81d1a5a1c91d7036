package io.kwalk.shell.command;

import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;

/** A small table whose columns are as wide as their widest cell. */
final class Columns {
  private final List<String> heading;
  private final List<List<String>> rows = new ArrayList<>();

  Columns(String... heading) {
    this.heading = List.of(heading);
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Lines: the heading centred, cells to the right but for the last of a row. */
  List<String> lines(String indent) {
    int[] widths = new int[heading.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = heading.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    StringBuilder first = new StringBuilder(indent);
    for (int i = 0; i < widths.length; i++) {
      first.append(i > 0 ? "  " : "");
      first.append(
          i == widths.length - 1 ? heading.get(i) : Text.center(heading.get(i), widths[i]));
    }
    lines.add(first.toString());
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < widths.length; i++) {
        line.append(i > 0 ? "  " : "");
        line.append(i == widths.length - 1 ? row.get(i) : Text.right(row.get(i), widths[i]));
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
