package io.kwalk.lab.shell.rows;

import io.kwalk.shell.CommandTable;
import io.kwalk.shell.rows.RowField;
import io.kwalk.shell.rows.RowKind;
import io.kwalk.shell.rows.RowKinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds rows against what help pages say of them: names, types, and which may be missing. */
final class RowCheck {
  private final Map<String, List<RowKind>> pages = new HashMap<>();
  private final Map<String, RowKind> types = new HashMap<>();
  private final Map<String, String> typePages = new HashMap<>();
  private final Set<String> seen = new HashSet<>();

  private final boolean lacking;

  /**
   * @param lacking whether the dump lacks pages that rows are made of: any value may be missing
   *     then
   */
  RowCheck(boolean lacking) {
    this.lacking = lacking;
    for (String command : CommandTable.NAMES) {
      if (!command.equals("*") && !command.equals("union")) {
        add(command, RowKinds.of(command));
      }
    }
    add("kwalk", RowKinds.of("kwalk"));
  }

  private void add(String command, List<RowKind> kinds) {
    pages.put(command, kinds);
    for (RowKind kind : kinds) {
      if (!kind.typeName().isEmpty()) {
        types.put(kind.typeName(), kind);
        typePages.put(kind.typeName(), command);
      }
    }
  }

  /** What is wrong with a row of a command, "" if one of its kinds describes it. */
  String problem(String command, Map<?, ?> row) {
    List<String> problems = new ArrayList<>();
    for (RowKind kind : pages.getOrDefault(command, List.of())) {
      Set<String> fields = new HashSet<>();
      String problem = object(kind, "", row, fields);
      if (problem.isEmpty()) {
        see(command, kind, fields);
        return "";
      }
      problems.add("\n  is no \"" + kind.title() + "\": " + problem);
    }
    return row + String.join("", problems);
  }

  private void see(String command, RowKind kind, Set<String> fields) {
    seen.add(command + ": " + kind.title());
    fields.forEach(field -> seen.add(command + ": " + field + " of " + kind.title()));
  }

  /** An object of a type that a page describes. */
  private String named(RowKind type, Map<?, ?> object) {
    Set<String> fields = new HashSet<>();
    String problem = object(type, "", object, fields);
    if (problem.isEmpty()) {
      see(typePages.getOrDefault(type.typeName(), ""), type, fields);
    }
    return problem;
  }

  /** The kinds and fields that help pages name and no row had. */
  Set<String> unseen() {
    Set<String> unseen = new HashSet<>();
    pages.forEach((command, kinds) -> {
      for (RowKind kind : kinds) {
        if (!seen.contains(command + ": " + kind.title())) {
          unseen.add(command + ": " + kind.title());
        } else {
          kind.fields()
              .forEach(field -> unseen.add(command + ": " + field.path() + " of " + kind.title()));
        }
      }
    });
    unseen.removeAll(seen);
    return unseen;
  }

  private String object(RowKind kind, String parent, Map<?, ?> object, Set<String> fields) {
    Set<Object> rest = new HashSet<>(object.keySet());
    for (RowField field : kind.fields()) {
      if (!field.parent().equals(parent) || field.isOpen()) {
        continue;
      }
      rest.remove(field.name());
      Object value = object.get(field.name());
      if (value != null) {
        fields.add(field.path());
      }
      String problem =
          value != null
              ? value(kind, field, field.type(), field.path(), value, fields)
              : lacking || field.optional() ? "" : "missing";
      if (!problem.isEmpty()) {
        return field.path() + ": " + problem;
      }
    }
    return rest(kind, parent, object, rest, fields);
  }

  /** Names that the kind does not have itself. */
  private String rest(
      RowKind kind, String parent, Map<?, ?> object, Set<Object> rest, Set<String> fields) {
    for (RowField field : kind.fields()) {
      if (!field.parent().equals(parent) || !field.isOpen()) {
        continue;
      }
      RowKind type = types.get(field.type());
      if (type != null) {
        Map<Object, @Nullable Object> part = new HashMap<>(object);
        part.keySet().retainAll(rest);
        fields.add(field.path());
        return named(type, part);
      }
      String start = field.name().substring(0, field.name().length() - 1);
      for (Object name : List.copyOf(rest)) {
        Object value = object.get(name);
        if (name.toString().startsWith(start)
            && value != null
            && value(kind, field, field.type(), "", value, fields).isEmpty()) {
          rest.remove(name);
          fields.add(field.path());
        }
      }
    }
    return rest.isEmpty() ? "" : "does not say " + rest;
  }

  private String value(
      RowKind kind, RowField field, String type, String path, Object value, Set<String> fields) {
    if (type.endsWith("[]")) {
      if (!(value instanceof List<?> list)) {
        return "no list: " + value;
      }
      String element = type.substring(0, type.length() - 2);
      for (Object each : list) {
        String problem =
            each == null ? "null" : value(kind, field, element, path + "[]", each, fields);
        if (!problem.isEmpty()) {
          return problem;
        }
      }
      return "";
    }
    boolean good =
        switch (type) {
          case "integer" -> value instanceof Long;
          case "number" -> value instanceof Number;
          case "string" -> value instanceof String;
          case "boolean" -> value instanceof Boolean;
          case "address" -> value instanceof String text && text.matches("0x[0-9a-f]{1,16}");
          case "scalar" -> !(value instanceof Map) && !(value instanceof List);
          default -> value instanceof Map;
        };
    if (!good) {
      return "no " + type + ": " + value;
    }
    if (!(value instanceof Map<?, ?> inner)) {
      return "";
    }
    RowKind named = types.get(type);
    if (named == null && !type.equals("object")) {
      return "no page describes the type " + type;
    }
    return named == null ? object(kind, path, inner, fields) : named(named, inner);
  }
}
