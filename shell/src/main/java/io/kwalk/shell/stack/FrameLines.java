package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.InlinedFrame;
import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.SourceText;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The source lines of frames (-l), and the functions that were inlined into them (-i): those come
 * first, as they were called last, and the frame's own line is then that of the inlined call.
 */
final class FrameLines {
  /** Behind it names start in the same column as in frames. */
  private static final String INLINED = "     (inlined)         ";

  private final Kernel kernel;
  private final BtOptions options;
  private final Output output;

  FrameLines(Kernel kernel, BtOptions options, Output output) {
    this.kernel = kernel;
    this.options = options;
    this.output = output;
  }

  /**
   * Prints a frame.
   *
   * @param address of the instruction: of a call, not of what follows it
   * @param frame the frame's own line of text
   */
  void print(long address, String frame) {
    if (!options.lines()) {
      output.line(frame);
      return;
    }
    SourceLine line = printInlined(address);
    output.line(frame);
    print(line);
  }

  /** Prints where interrupted code was, behind its registers. */
  void printInterrupted(long address) {
    if (options.lines()) {
      print(printInlined(address));
    }
  }

  private @Nullable SourceLine printInlined(long address) {
    if (!options.inlined()) {
      return kernel.lines().at(address).orElse(null);
    }
    SourceLine line = null;
    for (InlinedFrame function : kernel.lines().frames(address)) {
      line = function.line();
      if (function.inlined()) {
        output.line(INLINED + Text.escape(function.function()));
        print(line);
      }
    }
    return line;
  }

  /** Line 0 is that of code which belongs to none. */
  private void print(@Nullable SourceLine line) {
    if (line != null && line.line() != 0) {
      output.line("    " + SourceText.of(line));
    }
  }

  /** Adds the line to a frame, and before it the inlined ones to {@code frames}. */
  static void addJson(
      Kernel kernel, BtOptions options, long address, JsonObject frame, List<JsonObject> frames) {
    if (!options.inlined()) {
      Optional<SourceLine> line = kernel.lines().at(address);
      line.ifPresent(known -> SourceText.add(frame, known));
      return;
    }
    for (InlinedFrame function : kernel.lines().frames(address)) {
      JsonObject object = function.inlined() ? new JsonObject().put("inlined", true) : frame;
      object.put("function", function.function());
      SourceLine line = function.line();
      if (line != null) {
        SourceText.add(object, line);
      }
      if (function.inlined()) {
        frames.add(object);
      }
    }
  }
}
