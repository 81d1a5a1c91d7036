package io.kwalk.shell.command;

import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;

/**
 * Output in parts: an empty line before every part but the first, and none for parts that print
 * nothing. A warning that several parts give is told once.
 */
final class SeparatedOutput implements Output {
  private final Output target;
  private final RepeatedWarnings warnings;
  private boolean any;
  private boolean fresh;
  private String header = "";

  SeparatedOutput(Output target) {
    this.target = target;
    this.warnings = new RepeatedWarnings(target);
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
    warnings.warn(message, message);
  }

  /** Warns of what happened to one of many, for a reason that may be that of others, too. */
  void warn(String who, String reason) {
    warnings.warn(reason, who + ": " + reason);
  }

  /** Behind the last part. */
  void end() {
    warnings.report();
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
