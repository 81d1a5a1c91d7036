package io.kwalk.lab.shell.rows;

import io.kwalk.shell.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds comma-separated values against the JSON rows of the same line. */
final class RowsTable {
  private RowsTable() {}

  /** How the records differ from the rows, "" if they say the same. */
  static String difference(List<Map<String, @Nullable Object>> rows, String csv) {
    List<Map<String, String>> records;
    try {
      records = CsvTable.read(csv);
    } catch (IllegalArgumentException wrong) {
      return String.valueOf(wrong.getMessage());
    }
    if (records.size() != rows.size()) {
      return records.size() + " records, " + rows.size() + " rows";
    }
    for (int i = 0; i < rows.size(); i++) {
      String difference = difference(rows.get(i), records.get(i));
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    return "";
  }

  private static String difference(Map<String, @Nullable Object> row, Map<String, String> record) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    flatten("", row, members);
    for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
      String cell = record.get(member.getKey());
      if (cell == null || !isSame(member.getValue(), cell)) {
        return member + " of the row is " + cell + " in the record";
      }
    }
    for (Map.Entry<String, String> cell : record.entrySet()) {
      if (!cell.getValue().isEmpty() && !members.containsKey(cell.getKey())) {
        return cell + " of the record is not in the row";
      }
    }
    return "";
  }

  private static void flatten(
      String prefix,
      Map<?, ? extends @Nullable Object> row,
      Map<String, @Nullable Object> members) {
    row.forEach((name, value) -> {
      if (value instanceof Map<?, ?> inner) {
        flatten(prefix + name + ".", inner, members);
      } else {
        members.put(prefix + name, value);
      }
    });
  }

  private static boolean isSame(@Nullable Object value, String cell) {
    return switch (value) {
      case null -> cell.isEmpty();
      case List<?> list -> list.equals(Json.readList(cell));
      default -> Text.escape(value.toString()).equals(cell);
    };
  }
}
