package io.kwalk.shell.device;

import io.kwalk.core.image.DumpImage;
import io.kwalk.linux.device.DeviceDump;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** {@code dev -V} and {@code -v}: what drivers left in the dump. */
final class DeviceDumps {
  private static final int BYTES_A_LINE = 16;

  private final List<DeviceDump> dumps;
  private final Output output;

  DeviceDumps(DumpImage image, Output output) throws CommandException {
    this.dumps = DeviceDump.all(image);
    this.output = output;
    if (dumps.isEmpty()) {
      throw new CommandException("no device dumps found in this dumpfile");
    }
  }

  void list() {
    if (!output.json()) {
      output.line("INDEX        SIZE  NAME");
    }
    for (int i = 0; i < dumps.size(); i++) {
      DeviceDump dump = dumps.get(i);
      if (output.json()) {
        output.row(
            new JsonObject()
                .put("index", i)
                .put("size", dump.data().length)
                .put("name", dump.name()));
      } else {
        output.line(
            Text.right(Integer.toString(i), 5)
                + Text.right(Integer.toString(dump.data().length), 12)
                + "  "
                + Text.escape(dump.name()));
      }
    }
  }

  /** Writes one to the file that {@code words} name, or prints it. */
  void show(String index, List<String> words) throws CommandException {
    long number = Numbers.decimal(index).orElse(-1);
    if (number < 0 || number >= dumps.size()) {
      throw new CommandException("no device dump of that index: " + index);
    }
    byte[] data = dumps.get((int) number).data();
    if (words.isEmpty()) {
      print(data);
      return;
    }
    try {
      Files.write(Path.of(words.getFirst()), data);
    } catch (IOException | InvalidPathException failure) {
      throw new CommandException(words.getFirst() + ": cannot be written: " + failure.getMessage());
    }
    if (!output.json()) {
      output.line(data.length + " bytes copied to " + Text.escape(words.getFirst()));
    }
  }

  private void print(byte[] data) {
    for (int at = 0; at < data.length; at += BYTES_A_LINE) {
      output.checkInterrupted();
      StringBuilder line = new StringBuilder(Text.hex(at, 8)).append(": ");
      for (int i = at; i < Math.min(at + BYTES_A_LINE, data.length); i++) {
        line.append(' ').append(Text.hex(data[i] & 0xff, 2));
      }
      if (output.json()) {
        output.row(new JsonObject().put("bytes", line.toString()));
      } else {
        output.line(line.toString());
      }
    }
  }
}
