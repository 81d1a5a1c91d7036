package io.kwalk.lab.shell.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON value (RFC 8259): maps, lists, strings, Long, Double, Boolean, null. */
final class Json {
  private final String text;
  private int position;

  private Json(String text) {
    this.text = text;
  }

  /**
   * The object that {@code text} is.
   *
   * @throws IllegalArgumentException if it is no JSON object, or more than that
   */
  static Map<String, @Nullable Object> read(String text) {
    Json reader = new Json(text);
    reader.need("{");
    Map<String, @Nullable Object> value = reader.object();
    reader.needEnd();
    return value;
  }

  /**
   * The list that {@code text} is.
   *
   * @throws IllegalArgumentException if it is no JSON list, or more than that
   */
  static List<@Nullable Object> readList(String text) {
    Json reader = new Json(text);
    reader.need("[");
    List<@Nullable Object> value = reader.list();
    reader.needEnd();
    return value;
  }

  private IllegalArgumentException wrong(String wanted) {
    return new IllegalArgumentException("no " + wanted + " at " + position + ": " + text);
  }

  private char next() {
    if (position >= text.length()) {
      throw wrong("more text");
    }
    return text.charAt(position++);
  }

  private void needEnd() {
    if (position != text.length()) {
      throw wrong("the end");
    }
  }

  private boolean skip(String word) {
    boolean there = text.startsWith(word, position);
    position += there ? word.length() : 0;
    return there;
  }

  private void need(String word) {
    if (!skip(word)) {
      throw wrong(word);
    }
  }

  private @Nullable Object value() {
    if (skip("{")) {
      return object();
    }
    if (skip("[")) {
      return list();
    }
    if (skip("\"")) {
      return string();
    }
    if (skip("null")) {
      return null;
    }
    if (skip("true")) {
      return true;
    }
    return skip("false") ? (Object) false : number();
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (!skip("}")) {
      if (!members.isEmpty()) {
        need(",");
      }
      need("\"");
      String name = string();
      need(":");
      if (members.containsKey(name)) {
        throw wrong("second " + name);
      }
      members.put(name, value());
    }
    return members;
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> elements = new ArrayList<>();
    while (!skip("]")) {
      if (!elements.isEmpty()) {
        need(",");
      }
      elements.add(value());
    }
    return elements;
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      out.append(c == '\\' ? escaped() : c);
    }
    return out.toString();
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'u' -> {
        position += 4;
        yield (char) Integer.parseInt(text, position - 4, position, 16);
      }
      case '"', '\\' -> c;
      default -> throw wrong("escape");
    };
  }

  private Number number() {
    int start = position;
    while (position < text.length() && "+-.0123456789Ee".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    String digits = text.substring(start, position);
    try {
      return digits.matches("-?\\d+") ? (Number) Long.valueOf(digits) : Double.valueOf(digits);
    } catch (NumberFormatException _) {
      throw wrong("value");
    }
  }
}
