package io.kwalk.shell.code;

import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code dis -s}: the source around an instruction, where the files are at hand. */
final class SourceListing {
  /** The setting that names the folder of the kernel's source ({@code --src}). */
  static final String FOLDER = "src";

  private static final int BEFORE = 5;
  private static final int BEHIND = 20;
  private static final long LARGEST = 16 << 20;
  private static final Set<String> TOP_FOLDERS =
      Set.of(
          "arch",
          "block",
          "certs",
          "crypto",
          "drivers",
          "fs",
          "include",
          "init",
          "io_uring",
          "ipc",
          "kernel",
          "lib",
          "mm",
          "net",
          "rust",
          "security",
          "sound",
          "virt");

  private final Session session;
  private final Output output;

  SourceListing(Session session, Output output) {
    this.session = session;
    this.output = output;
  }

  void print(String word, long address, long count) throws CommandException {
    Optional<SourceLine> line = session.kernel().lines().at(address);
    if (line.isEmpty()) {
      throw new CommandException(word + ": no source line is known: debug information is needed");
    }
    String file = inTree(line.get().file());
    Path path = find(file);
    if (output.json()) {
      JsonObject row = new JsonObject().put("file", file).put("line", line.get().line());
      output.row(path == null ? row.putNull("path") : row.put("path", path.toString()));
      return;
    }
    output.line("FILE: " + Text.escape(file));
    output.line("LINE: " + line.get().line());
    output.line("");
    if (path == null) {
      throw new CommandException(word + ": source code is not available: give --src FOLDER");
    }
    lines(path, line.get().line(), count == 0 ? BEHIND : count);
  }

  /** The path from the top of the kernel's source on. */
  static String inTree(String file) {
    int from = file.startsWith("./") ? 2 : 0;
    for (int at = from; at >= 0 && at < file.length(); at = file.indexOf('/', at) + 1) {
      int end = file.indexOf('/', at);
      if (end < 0) {
        break;
      }
      if (TOP_FOLDERS.contains(file.substring(at, end))) {
        return file.substring(at);
      }
    }
    return file.substring(from);
  }

  private @Nullable Path find(String file) {
    String folder = session.settings().get(FOLDER);
    if (folder.isEmpty() || file.contains("..")) {
      return null;
    }
    Path path = Path.of(folder).resolve(file);
    return Files.isRegularFile(path) ? path : null;
  }

  private void lines(Path path, int marked, long behind) throws CommandException {
    List<String> lines;
    try {
      if (Files.size(path) > LARGEST) {
        throw new CommandException(path + ": too large for a source file");
      }
      lines = new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException problem) {
      throw new CommandException(path + ": cannot be read: " + problem.getMessage());
    }
    long last = Math.min(lines.size(), marked + behind);
    for (int i = Math.max(1, marked - BEFORE); i <= last; i++) {
      String text = Text.escape(lines.get(i - 1).replace("\t", "        "));
      output.line((i == marked ? "* " : "  ") + Text.right(Integer.toString(i), 3) + " " + text);
    }
  }
}
