package io.kwalk.shell.command;

import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;

/**
 * Output in parts: an empty line before every part but the first, and none for parts that print
 * nothing.
 */
final class SeparatedOutput implements Output {
  private final Output target;
  private boolean any;
  private boolean fresh;
  private String header = "";

  SeparatedOutput(Output target) {
    this.target = target;
  }

  /** Begins a part. A header is printed even if nothing follows it. */
  void next(String partHeader) {
    fresh = true;
    header = partHeader;
    if (!header.isEmpty() && !json()) {
      begin();
    }
  }

  private void begin() {
    if (!fresh) {
      return;
    }
    fresh = false;
    if (any) {
      target.print("\n");
    }
    any = true;
    if (!header.isEmpty()) {
      target.line(header);
    }
  }

  @Override
  public boolean json() {
    return target.json();
  }

  @Override
  public void print(String text) {
    if (text.isEmpty()) {
      return;
    }
    begin();
    target.print(text);
  }

  @Override
  public void row(JsonObject object) {
    target.row(object);
  }

  @Override
  public void rowsOf(String command) {
    target.rowsOf(command);
  }

  @Override
  public void warn(String message) {
    target.warn(message);
  }

  @Override
  public void checkInterrupted() {
    target.checkInterrupted();
  }

  @Override
  public void flush() {
    target.flush();
  }
}
