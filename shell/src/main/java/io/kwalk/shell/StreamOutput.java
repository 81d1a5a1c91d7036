package io.kwalk.shell;

import io.kwalk.shell.rows.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/** Output into a stream: buffered, UTF-8. */
final class StreamOutput implements Output {
  private static final int FLUSH_AT = 1 << 16;

  private final OutputStream stream;
  private final Messages messages;
  private final AnswerFormat format;
  private final CsvWriter csv;
  private final AtomicBoolean interrupted;
  private final StringBuilder buffer = new StringBuilder();
  private String command = "kwalk";
  private boolean takesMessages;

  /**
   * @param csv what knows whether rows were already written there
   * @param interrupted set to true when the user presses Ctrl-C
   */
  StreamOutput(
      OutputStream stream,
      Messages messages,
      AnswerFormat format,
      CsvWriter csv,
      AtomicBoolean interrupted) {
    this.stream = stream;
    this.messages = messages;
    this.format = format;
    this.csv = csv;
    this.interrupted = interrupted;
    csv.answer();
  }

  /** The same place in another format. */
  StreamOutput as(AnswerFormat wanted) {
    flush();
    // A program that asked for rows reads them: no messages between them, nor behind.
    takesMessages &= wanted == AnswerFormat.TEXT;
    StreamOutput other = new StreamOutput(stream, messages, wanted, csv, interrupted);
    other.takesMessages = takesMessages;
    other.command = command;
    return other;
  }

  /** A file or pipe of the user's: messages go there as well, if text does. */
  StreamOutput asRedirection() {
    takesMessages = format == AnswerFormat.TEXT;
    return this;
  }

  /** A message as it is, to where `set error` wants it. */
  void tell(String message) {
    flush();
    messages.tell(message, takesMessages ? this : null);
  }

  /** Whose messages follow. */
  void setCommand(String name) {
    command = name;
  }

  @Override
  public boolean json() {
    return format != AnswerFormat.TEXT;
  }

  @Override
  public void print(String text) {
    buffer.append(text);
    if (buffer.length() >= FLUSH_AT) {
      checkInterrupted();
      write();
    }
  }

  @Override
  public void write(byte[] bytes, int length) {
    checkInterrupted();
    write();
    send(bytes, length);
  }

  @Override
  public void line(String text) {
    buffer.append(text);
    print("\n");
  }

  @Override
  public void row(JsonObject object) {
    if (format == AnswerFormat.CSV) {
      print(csv.row(object));
    } else {
      line(object.toString());
    }
  }

  @Override
  public boolean writesJson() {
    return format == AnswerFormat.JSON;
  }

  @Override
  public void rowsOf(String name) {
    csv.rowsOf(name);
  }

  @Override
  public void warn(String message) {
    tell(command + ": " + message);
  }

  @Override
  public void checkInterrupted() {
    if (interrupted.get()) {
      throw new InterruptedCommandException(false);
    }
  }

  private void write() {
    if (buffer.isEmpty()) {
      return;
    }
    byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
    buffer.setLength(0);
    send(bytes, bytes.length);
  }

  private void send(byte[] bytes, int length) {
    try {
      stream.write(bytes, 0, length);
    } catch (IOException _) {
      throw new InterruptedCommandException(true);
    }
  }

  @Override
  public void flush() {
    write();
    try {
      stream.flush();
    } catch (IOException _) {
      throw new InterruptedCommandException(true);
    }
  }
}
