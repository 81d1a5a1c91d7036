package io.kwalk.shell.command;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory as rows of 16 bytes.
 *
 * @param width bytes of a value: 1, 2, 4 or 8
 * @param style how a value is written
 * @param ascii whether the characters stand behind the values
 * @param networkOrder whether values of 2 and 4 bytes are read as big-endian
 * @param zeroFilled whether addresses are written with zeros in front
 * @param symbols names values in the symbolic style
 */
public record MemoryView(
    int width,
    Style style,
    boolean ascii,
    boolean networkOrder,
    boolean zeroFilled,
    @Nullable ValueNames symbols) {
  /** How a value is written. */
  public enum Style {
    HEXADECIMAL,
    SIGNED,
    UNSIGNED,
    SYMBOLIC
  }

  /** Gives values names. */
  @FunctionalInterface
  public interface ValueNames {
    /** The name of what {@code value} points to, or null if it points to nothing known. */
    @Nullable String of(long value);

    /** The same as an object, or null if there is none. */
    default @Nullable JsonObject json(long value) {
      return null;
    }
  }

  private static final int ROW = 16;

  /**
   * Prints {@code count} values from {@code address} on.
   *
   * @throws MemoryFault at the first byte that cannot be read, the values before it printed
   */
  public void print(Memory memory, long address, long count, Output output) {
    int perRow = ROW / width;
    byte[] bytes = new byte[ROW];
    for (long done = 0; done < count; done += perRow) {
      int values = (int) Math.min(perRow, count - done);
      long at = address + done * width;
      try {
        memory.read(at, bytes, 0, values * width);
      } catch (MemoryFault fault) {
        beforeFault(memory, at, values, output);
        throw fault;
      }
      row(memory.byteOrder(), bytes, at, values, output);
      if ((done & 0xffff) == 0) {
        output.checkInterrupted();
      }
    }
  }

  private void beforeFault(Memory memory, long address, int values, Output output) {
    byte[] bytes = new byte[ROW];
    int read = 0;
    try {
      while (read < values) {
        memory.read(address + (long) read * width, bytes, read * width, width);
        read++;
      }
    } catch (MemoryFault _) {
      if (read > 0) {
        row(memory.byteOrder(), bytes, address, read, output);
      }
    }
  }

  private long value(ByteOrder order, byte[] bytes, int index) {
    boolean swapped = networkOrder && (width == 2 || width == 4);
    return ByteArrays.unsigned(bytes, index * width, width, swapped ? ByteOrder.BIG_ENDIAN : order);
  }

  private void row(ByteOrder order, byte[] bytes, long address, int values, Output output) {
    if (output.json()) {
      json(order, bytes, address, values, output);
      return;
    }
    StringBuilder line = new StringBuilder(96);
    line.append(zeroFilled ? Text.hex(address, 16) : Text.right(Long.toHexString(address), 16));
    line.append(":  ");
    for (int i = 0; i < values; i++) {
      line.append(text(value(order, bytes, i))).append(' ');
    }
    if (ascii) {
      line.repeat(' ', (ROW / width - values) * (2 * width + 1)).append("  ");
      characters(line, bytes, values * width);
    }
    output.line(line.toString());
  }

  private void json(ByteOrder order, byte[] bytes, long address, int values, Output output) {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      String text = text(value(order, bytes, i)).strip();
      written.add(style == Style.HEXADECIMAL ? "0x" + text : text);
    }
    StringBuilder characters = new StringBuilder();
    characters(characters, bytes, values * width);
    JsonObject row =
        new JsonObject()
            .putAddress("address", address)
            .putStrings("values", written)
            .put("ascii", characters.toString());
    identities(row, order, bytes, values);
    output.row(row);
  }

  /** For the values that point to something: their places in the row, and what it is. */
  private void identities(JsonObject row, ByteOrder order, byte[] bytes, int values) {
    ValueNames names = symbols;
    List<JsonObject> known = new ArrayList<>();
    for (int i = 0; names != null && width == 8 && i < values; i++) {
      long value = value(order, bytes, i);
      JsonObject identity = names.json(value);
      if (identity != null) {
        known.add(new JsonObject().put("index", i).putAddress("value", value).put("is", identity));
      }
    }
    if (!known.isEmpty()) {
      row.putObjects("identities", known);
    }
  }

  private static void characters(StringBuilder line, byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      line.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
    }
  }

  private String text(long value) {
    return switch (style) {
      case HEXADECIMAL -> Text.hex(value, 2 * width);
      case SYMBOLIC -> symbolic(value);
      case SIGNED -> Text.right(Long.toString(signed(value)), width == 8 ? 15 : decimalWidth());
      case UNSIGNED -> Text.right(Long.toUnsignedString(value), decimalWidth());
    };
  }

  private long signed(long value) {
    int unused = 64 - 8 * width;
    return value << unused >> unused;
  }

  private int decimalWidth() {
    return switch (width) {
      case 1 -> 3;
      case 2 -> 5;
      case 4 -> 12;
      default -> 20;
    };
  }

  private String symbolic(long value) {
    ValueNames names = symbols;
    String name = names == null || width != 8 ? null : names.of(value);
    return name == null ? Text.hex(value, 2 * width) : Text.left(name, 2 * width);
  }
}
