package io.kwalk.shell.command;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;

/** Memory as text: `rd -a`. */
final class CharacterView {
  private static final int ROW = 60;

  /** A string without an end is cut here. */
  private static final long LIMIT = 1 << 20;

  private final Output output;
  private final StringBuilder text = new StringBuilder();
  private long start;

  private CharacterView(Output output) {
    this.output = output;
  }

  /**
   * Prints the printable characters from {@code address} on, 60 a row.
   *
   * @param count characters to look at; 0: up to the first that is not printable
   */
  static void print(Memory memory, long address, long count, Output output) {
    CharacterView view = new CharacterView(output);
    long limit = count == 0 ? LIMIT : count;
    try {
      for (long i = 0; i < limit; i++) {
        int c = memory.u8(address + i);
        boolean printable = c >= 0x20 && c < 0x7f;
        if (!printable && count == 0) {
          break;
        }
        view.add(address + i, printable ? (char) c : 0);
      }
    } catch (MemoryFault fault) {
      view.flush();
      throw fault;
    }
    view.flush();
  }

  /** A character that cannot be printed (0) ends the row. */
  private void add(long address, char c) {
    if (c == 0) {
      flush();
      return;
    }
    if (text.isEmpty()) {
      start = address;
    }
    text.append(c);
    if (text.length() == ROW) {
      flush();
    }
  }

  private void flush() {
    if (text.isEmpty()) {
      return;
    }
    if (output.json()) {
      output.row(new JsonObject().putAddress("address", start).put("text", text.toString()));
    } else {
      output.line(Text.hex(start, 16) + ":  " + text);
    }
    text.setLength(0);
  }
}
