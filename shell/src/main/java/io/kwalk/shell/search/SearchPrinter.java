package io.kwalk.shell.search;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.MemoryView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The places that were found, as crash prints them. */
final class SearchPrinter {
  /** Characters of a text and of what is behind it. */
  private static final int TEXT = 56;

  private final SearchArguments wanted;
  private final Memory memory;
  private final boolean zeroFilled;
  private final Output output;

  /**
   * @param zeroFilled whether addresses in front of context are written with zeros
   */
  SearchPrinter(SearchArguments wanted, Memory memory, boolean zeroFilled, Output output) {
    this.wanted = wanted;
    this.memory = memory;
    this.zeroFilled = zeroFilled;
    this.output = output;
  }

  /**
   * One place.
   *
   * @param end of what is looked through, 0 for all
   * @param row members that go first
   */
  void print(long address, long word, int pattern, long end, JsonObject row) {
    if (wanted.width() == 1) {
      printText(address, end, row);
    } else if (output.json()) {
      json(address, word, pattern, row);
    } else if (wanted.context() > 0) {
      printContext(address, word, pattern);
    } else {
      output.line(
          Long.toHexString(address)
              + ": "
              + Long.toHexString(word)
              + " "
              + wanted.names().get(pattern));
    }
  }

  private void printText(long address, long end, JsonObject row) {
    int length = (int) (end == 0 ? TEXT : Math.min(TEXT, end - address));
    String text = characters(address, length);
    if (output.json()) {
      output.row(row.putAddress("address", address).put("text", text));
    } else {
      output.line(Long.toHexString(address) + ": " + text);
    }
  }

  private String characters(long address, int length) {
    byte[] bytes = new byte[length];
    int there = 0;
    try {
      for (; there < length; there++) {
        memory.read(address + there, bytes, there, 1);
      }
    } catch (MemoryFault _) {
      // What is there is shown.
    }
    for (int i = 0; i < there; i++) {
      bytes[i] = bytes[i] >= 0x20 && bytes[i] < 0x7f ? bytes[i] : (byte) '.';
    }
    return new String(bytes, 0, there, StandardCharsets.US_ASCII);
  }

  private void json(long address, long word, int pattern, JsonObject row) {
    row.putAddress("address", address).putAddress("value", word);
    String name = wanted.names().get(pattern);
    if (!name.isEmpty()) {
      row.put("name", name.startsWith("(") ? name.substring(1, name.length() - 1) : name);
    }
    if (wanted.context() > 0) {
      long bytes = wanted.context() * wanted.width();
      row.putStrings("before", values(address - bytes));
      row.putStrings("after", values(address + wanted.width()));
    }
    output.row(row);
  }

  private List<String> values(long start) {
    List<String> values = new ArrayList<>();
    try {
      for (long i = 0; i < wanted.context(); i++) {
        long value = memory.unsigned(start + i * wanted.width(), wanted.width());
        values.add("0x" + Long.toHexString(value));
      }
    } catch (MemoryFault _) {
      // What is there is shown.
    }
    return values;
  }

  private void printContext(long address, long word, int pattern) {
    long bytes = wanted.context() * wanted.width();
    view(address - bytes);
    output.line(
        (zeroFilled ? Text.hex(address, 16) : Text.right(Long.toHexString(address), 16))
            + ":  "
            + Text.hex(word, 2 * wanted.width())
            + " "
            + wanted.names().get(pattern));
    view(address + wanted.width());
    output.line("");
  }

  private void view(long start) {
    MemoryView view =
        new MemoryView(wanted.width(), MemoryView.Style.HEXADECIMAL, true, false, zeroFilled, null);
    try {
      view.print(memory, start, wanted.context(), output);
    } catch (MemoryFault fault) {
      output.warn(String.valueOf(fault.getMessage()));
    }
  }
}
