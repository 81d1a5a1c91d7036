package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;

/** Source lines in crash's layout, and as JSON. */
public final class SourceText {
  private SourceText() {}

  /** "kernel/panic.c: 250". */
  public static String of(SourceLine line) {
    return Text.escape(line.file()) + ": " + line.line();
  }

  /** Adds "file", "line", and "column" where it is known. */
  public static void add(JsonObject row, SourceLine line) {
    row.put("file", line.file()).put("line", line.line());
    if (line.column() != 0) {
      row.put("column", line.column());
    }
  }
}
