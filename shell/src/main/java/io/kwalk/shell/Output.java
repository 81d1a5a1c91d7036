package io.kwalk.shell;

import java.nio.charset.StandardCharsets;

/**
 * Where a command's answer goes: a terminal, a pager, a file, a pipe. Where rows are wanted, as
 * JSON or CSV, text is not for the reader: commands call {@link #row} only.
 */
public interface Output {
  /** Whether rows are wanted instead of text, as JSON or CSV. */
  boolean json();

  /**
   * Text as it is, without a line end added. Kernel strings in it must have been escaped by {@link
   * Text#escape}.
   */
  void print(String text);

  /** The first {@code length} of {@code bytes}: UTF-8, made as {@link #print} wants its text. */
  default void write(byte[] bytes, int length) {
    print(new String(bytes, 0, length, StandardCharsets.UTF_8));
  }

  /** One line. */
  default void line(String text) {
    print(text + "\n");
  }

  /** Sends what is buffered on its way. */
  default void flush() {}

  /** One row, printed on a line of its own. Its names are those of RECORDS in the help page. */
  void row(JsonObject object);

  /** Whether a row is its JSON text and a line end, which {@link #write} may then write as well. */
  default boolean writesJson() {
    return false;
  }

  /** The command whose help page describes the rows that follow. */
  default void rowsOf(String command) {}

  /**
   * A message beside the answer, on standard error: {@code command: message}. Does not make the
   * command fail.
   */
  void warn(String message);

  /**
   * Throws an exception that ends the command if the user pressed Ctrl-C or the reader of the pipe
   * went away; long loops call it.
   */
  void checkInterrupted();
}
