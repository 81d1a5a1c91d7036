package io.kwalk.shell.rows;

import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as comma-separated values (RFC 4180): a line of names, then a line a row, each ended by CR
 * and LF. Members of objects stand in columns of their own ("page.flags"), lists as JSON text;
 * control characters are escaped. The columns are those that the command's help page says, also
 * where a row lacks some; rows of another kind begin with an empty line and their own line of
 * names.
 */
public final class CsvWriter {
  private static final String END = "\r\n";

  private final Map<List<String>, List<String>> columns = new HashMap<>();
  private String command = "";
  private List<RowKind> kinds = List.of();
  private List<String> header = List.of();
  private boolean any;

  /** The rows of a command begin; they have a line of names of their own. */
  public void answer() {
    header = List.of();
  }

  /** Whose rows follow. */
  public void rowsOf(String name) {
    if (!name.equals(command)) {
      command = name;
      kinds = RowKinds.of(name);
      columns.clear();
    }
  }

  /** A row, with a line of names before it where that is needed. */
  public String row(JsonObject row) {
    Map<String, String> cells = new LinkedHashMap<>();
    flatten("", row, cells);
    List<String> titles = columns.computeIfAbsent(List.copyOf(cells.keySet()), this::columns);
    StringBuilder text = new StringBuilder();
    if (!titles.equals(header)) {
      text.append(any ? END : "").append(line(titles));
      header = titles;
      any = true;
    }
    return text.append(line(titles.stream().map(name -> cells.getOrDefault(name, "")).toList()))
        .toString();
  }

  private static void flatten(String prefix, JsonObject object, Map<String, String> cells) {
    for (int i = 0; i < object.names().size(); i++) {
      String name = prefix + object.names().get(i);
      Object value = object.value(i);
      if (value instanceof JsonObject inner) {
        flatten(name + ".", inner, cells);
      } else {
        cells.put(name, cell(value));
      }
    }
  }

  private static String cell(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case List<?> list -> JsonObject.text(list);
      default -> Text.escape(value.toString());
    };
  }

  /** The columns of the first kind that the row is of; its own names if it is of none. */
  private List<String> columns(List<String> names) {
    for (RowKind kind : kinds) {
      List<String> found = columns(kind, names);
      if (found != null) {
        return found;
      }
    }
    return names;
  }

  private static @Nullable List<String> columns(RowKind kind, List<String> names) {
    List<String> columns = new ArrayList<>();
    List<String> rest = new ArrayList<>(names);
    for (RowField field : kind.fields()) {
      if (field.path().contains("[].")) {
        continue;
      }
      List<String> found = found(field, rest);
      if (found.isEmpty() && isNeeded(kind, field)) {
        return null;
      }
      rest.removeAll(found);
      rest.remove(field.path());
      columns.addAll(found.isEmpty() && isColumn(field) ? List.of(field.path()) : found);
    }
    return rest.isEmpty() ? columns : null;
  }

  /** The cells that belong to a field: that of its name, or all below an object of free form. */
  private static List<String> found(RowField field, List<String> names) {
    if (field.isOpen()) {
      String prefix = field.path().substring(0, field.path().length() - 1);
      return names.stream().filter(name -> name.startsWith(prefix)).toList();
    }
    if (isPlain(field)) {
      return names.contains(field.path()) ? List.of(field.path()) : List.of();
    }
    String prefix = field.path() + ".";
    return field.isObject()
        ? List.of()
        : names.stream().filter(name -> name.startsWith(prefix)).toList();
  }

  private static boolean isPlain(RowField field) {
    return switch (field.type()) {
      case "integer", "number", "string", "boolean", "address", "scalar" -> true;
      default -> field.isList();
    };
  }

  private static boolean isColumn(RowField field) {
    return !field.isOpen() && isPlain(field);
  }

  /** Whether a row that lacks the field is of another kind. */
  private static boolean isNeeded(RowKind kind, RowField field) {
    return !field.optional()
        && !field.isObject()
        && !field.isOpen()
        && !isBelowOptional(kind, field);
  }

  private static boolean isBelowOptional(RowKind kind, RowField field) {
    return kind.fields().stream()
        .anyMatch(above -> above.optional() && field.path().startsWith(above.path() + "."));
  }

  private static String line(List<String> cells) {
    String line = cells.stream().map(CsvWriter::quoted).collect(Collectors.joining(","));
    // An empty line stands before another kind of rows.
    return (line.isEmpty() ? "\"\"" : line) + END;
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
