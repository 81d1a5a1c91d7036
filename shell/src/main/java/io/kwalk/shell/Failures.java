package io.kwalk.shell;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Exceptions in one line for people. */
public final class Failures {
  private Failures() {}

  /** "FILE: why". */
  public static String ofFile(IOException problem) {
    return switch (problem) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
      case FileNotFoundException missing -> String.valueOf(missing.getMessage());
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException other ->
          other.getFile()
              + ": "
              + (other.getReason() == null ? "cannot be used" : other.getReason());
      default -> String.valueOf(problem.getMessage());
    };
  }

  /** A defect of our own, or memory at its end. */
  static String internal(Throwable defect, boolean debug, PrintStream errors) {
    if (debug) {
      defect.printStackTrace(errors);
    }
    return switch (defect) {
      case OutOfMemoryError _ ->
          "kwalk: out of memory: give the Java heap more, for example JAVA_TOOL_OPTIONS=-Xmx8g";
      case StackOverflowError _ ->
          "kwalk: internal error: something is nested too deeply; report with --debug";
      default -> "kwalk: internal error: " + oneLine(defect) + "; report with --debug";
    };
  }

  private static String oneLine(Throwable defect) {
    @Nullable String message = defect.getMessage();
    String name = defect.getClass().getSimpleName();
    return message == null ? name : name + ": " + Text.escape(message.replace('\n', ' '));
  }
}
