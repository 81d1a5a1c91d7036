package io.kwalk.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object under construction; members keep their order. Addresses are hexadecimal strings
 * ("0xff1b83a5011f0000"). What is put must not change afterwards.
 */
public final class JsonObject {
  /** A number that is written as "0x…". */
  private record Address(long value) {
    @Override
    public String toString() {
      return "0x" + Long.toHexString(value);
    }
  }

  private final List<String> names = new ArrayList<>();
  private final List<@Nullable Object> values = new ArrayList<>();

  private JsonObject add(String name, @Nullable Object value) {
    names.add(name);
    values.add(value);
    return this;
  }

  public JsonObject put(String name, String value) {
    return add(name, value);
  }

  public JsonObject put(String name, long value) {
    return add(name, value);
  }

  public JsonObject put(String name, double value) {
    return add(name, Double.isFinite(value) ? value : null);
  }

  public JsonObject put(String name, boolean value) {
    return add(name, value);
  }

  public JsonObject put(String name, JsonObject value) {
    return add(name, value);
  }

  public JsonObject putNull(String name) {
    return add(name, null);
  }

  /** An address, as "0x…". */
  public JsonObject putAddress(String name, long address) {
    return add(name, new Address(address));
  }

  /** Addresses, each as "0x…". */
  public JsonObject putAddresses(String name, List<Long> addresses) {
    return add(name, addresses.stream().map(Address::new).toList());
  }

  /** Whole numbers. */
  public JsonObject putNumbers(String name, List<? extends Number> numbers) {
    return add(name, numbers.stream().map(Number::longValue).toList());
  }

  public JsonObject putStrings(String name, List<String> strings) {
    return add(name, List.copyOf(strings));
  }

  public JsonObject putObjects(String name, List<JsonObject> objects) {
    return add(name, List.copyOf(objects));
  }

  /** The names of its members, in their order. */
  public List<String> names() {
    return names;
  }

  /**
   * The value of member {@code index}: null, a Boolean, Long, Double, JsonObject, a List of such
   * values, or else something whose toString is the string to show.
   */
  public @Nullable Object value(int index) {
    return values.get(index);
  }

  /** The JSON text of a value as {@link #value} gives it. */
  public static String text(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  private void write(StringBuilder out) {
    out.append('{');
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      quote(out, names.get(i));
      out.append(':');
      write(out, values.get(i));
    }
    out.append('}');
  }

  private static void write(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case JsonObject object -> object.write(out);
      case List<?> list -> writeList(out, list);
      case Long _, Double _, Boolean _ -> out.append(value);
      default -> quote(out, value.toString());
    }
  }

  private static void writeList(StringBuilder out, List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(out, list.get(i));
    }
    out.append(']');
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
    StringBuilder out = new StringBuilder();
    write(out);
    return out.toString();
  }
}
