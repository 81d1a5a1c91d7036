package io.kwalk.shell.value;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.shell.Text;

/** Memory in words with its characters beside, as {@code rd} and {@code struct -r} print it. */
final class RawText {
  private static final int LINE = 16;

  private RawText() {}

  /** {@code size} bytes from {@code address} on, in words of 8 where there are so many. */
  static void append(StringBuilder out, Memory memory, long address, long size) {
    for (long done = 0; done < size; done += LINE) {
      int length = (int) Math.min(LINE, size - done);
      out.append(Long.toHexString(address + done)).append(":  ");
      try {
        out.append(line(memory.read(address + done, length), memory, size)).append('\n');
      } catch (MemoryFault fault) {
        out.append('<').append(fault.getMessage()).append(">\n");
      }
    }
  }

  private static String line(byte[] bytes, Memory memory, long size) {
    int word = size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;
    StringBuilder words = new StringBuilder();
    int at = 0;
    while (at < bytes.length) {
      int width = Math.min(word, Integer.highestOneBit(bytes.length - at));
      long value = ByteArrays.unsigned(bytes, at, width, memory.byteOrder());
      words.append(Text.hex(value, 2 * width)).append(' ');
      at += width;
    }
    StringBuilder text = new StringBuilder(Text.left(words.toString(), 36));
    for (byte b : bytes) {
      text.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
    }
    return text.toString();
  }
}
