package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.util.Optional;

/**
 * The lines of system calls: as in crash, ".." stands for the folder that the kernel was built in.
 */
final class SystemCallLines {
  /** The function start_kernel is in this file in every kernel, in the folder in question. */
  private static final String KNOWN = "/init/main.c";

  private final Kernel kernel;
  private final String folder;

  SystemCallLines(Kernel kernel) {
    this.kernel = kernel;
    this.folder = folder(kernel);
  }

  private static String folder(Kernel kernel) {
    Optional<Symbol> start = kernel.symbols().find("start_kernel");
    Optional<SourceLine> line =
        start.isEmpty() ? Optional.empty() : kernel.lines().at(start.get().address());
    String file = line.isEmpty() ? "" : line.get().file();
    return file.endsWith(KNOWN) ? file.substring(0, file.length() - KNOWN.length() + 1) : "";
  }

  /** "__x64_sys_read ../fs/read_write.c: 621"; the name alone where it has no line. */
  String behind(String name, long address) {
    Optional<SourceLine> line = kernel.lines().ofFunction(address);
    if (line.isEmpty()) {
      return name;
    }
    String text = SourceText.of(line.get());
    boolean inFolder = !folder.isEmpty() && text.startsWith(folder);
    return Text.left(name, 26) + " " + (inFolder ? "../" + text.substring(folder.length()) : text);
  }

  void add(JsonObject row, long address) {
    kernel.lines().ofFunction(address).ifPresent(line -> SourceText.add(row, line));
  }
}
