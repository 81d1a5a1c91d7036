package io.kwalk.lab.shell.rows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Reads comma-separated values as RFC 4180 has them: records that end with CR LF, each as long as
 * the line of names before; an empty line ends a table.
 */
final class CsvTable {
  private final String text;
  private int position;

  private CsvTable(String text) {
    this.text = text;
  }

  /**
   * The records of all tables, each as cells by their names.
   *
   * @throws IllegalArgumentException if it is none
   */
  static List<Map<String, String>> read(String text) {
    CsvTable reader = new CsvTable(text);
    List<Map<String, String>> records = new ArrayList<>();
    List<String> names = List.of();
    while (reader.position < text.length()) {
      if (text.startsWith("\r\n", reader.position)) {
        reader.position += 2;
        names = List.of();
      } else if (names.isEmpty()) {
        names = reader.names();
      } else {
        records.add(reader.record(names));
      }
    }
    return records;
  }

  private IllegalArgumentException wrong(String what) {
    int end = Math.min(text.length(), position + 80);
    return new IllegalArgumentException(
        what + " at " + position + ": " + text.substring(position, end));
  }

  private List<String> names() {
    List<String> names = line();
    if (new HashSet<>(names).size() != names.size() || names.contains("")) {
      throw wrong("two columns of a name, or one without: " + names);
    }
    return names;
  }

  private Map<String, String> record(List<String> names) {
    List<String> cells = line();
    if (cells.size() != names.size()) {
      throw wrong(cells.size() + " cells, not the " + names.size() + " of " + names);
    }
    Map<String, String> record = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      record.put(names.get(i), cells.get(i));
    }
    return record;
  }

  private List<String> line() {
    List<String> cells = new ArrayList<>();
    do {
      cells.add(text.startsWith("\"", position) ? quoted() : plain());
    } while (skip(","));
    if (!skip("\r\n")) {
      throw wrong("no end of a line");
    }
    return cells;
  }

  private boolean skip(String word) {
    boolean there = text.startsWith(word, position);
    position += there ? word.length() : 0;
    return there;
  }

  private String plain() {
    int start = position;
    while (position < text.length() && ",\"\r\n".indexOf(text.charAt(position)) < 0) {
      position++;
    }
    return text.substring(start, position);
  }

  private String quoted() {
    StringBuilder cell = new StringBuilder();
    position++;
    while (true) {
      int quote = text.indexOf('"', position);
      if (quote < 0) {
        throw wrong("no end of a quoted cell");
      }
      cell.append(text, position, quote);
      position = quote + 1;
      if (!skip("\"")) {
        return cell.toString();
      }
      cell.append('"');
    }
  }
}
