package io.kwalk.shell;

import java.util.List;

/**
 * A JSON object under construction; members keep their order. Addresses are hexadecimal strings
 * ("0xff1b83a5011f0000").
 */
public final class JsonObject {
  private final StringBuilder text = new StringBuilder("{");

  private StringBuilder name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(text, name);
    return text.append(':');
  }

  public JsonObject put(String name, String value) {
    quote(name(name), value);
    return this;
  }

  public JsonObject put(String name, long value) {
    name(name).append(value);
    return this;
  }

  public JsonObject put(String name, double value) {
    name(name).append(Double.isFinite(value) ? Double.toString(value) : "null");
    return this;
  }

  public JsonObject put(String name, boolean value) {
    name(name).append(value);
    return this;
  }

  public JsonObject put(String name, JsonObject value) {
    name(name).append(value);
    return this;
  }

  public JsonObject putNull(String name) {
    name(name).append("null");
    return this;
  }

  /** An address, as "0x…". */
  public JsonObject putAddress(String name, long address) {
    name(name).append("\"0x").append(Long.toHexString(address)).append('"');
    return this;
  }

  public JsonObject putStrings(String name, List<String> values) {
    name(name).append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      quote(text, values.get(i));
    }
    text.append(']');
    return this;
  }

  public JsonObject putObjects(String name, List<JsonObject> values) {
    name(name).append('[');
    for (int i = 0; i < values.size(); i++) {
      text.append(i > 0 ? "," : "").append(values.get(i));
    }
    text.append(']');
    return this;
  }

  private static void quote(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20 || c >= 0x7f && c < 0xa0 || Character.isSurrogate(c)) {
            out.append("\\u").append(Character.forDigit(c >> 12, 16));
            out.append(Character.forDigit(c >> 8 & 15, 16));
            out.append(Character.forDigit(c >> 4 & 15, 16));
            out.append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
