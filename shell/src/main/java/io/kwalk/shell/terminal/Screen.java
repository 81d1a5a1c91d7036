package io.kwalk.shell.terminal;

import io.kwalk.shell.Session;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Gives each command's output a pager of its own, should it be longer than the screen. */
final class Screen implements Supplier<OutputStream> {
  private final Session session;
  private final Terminal terminal;
  private final PrintStream errors;

  Screen(Session session, Terminal terminal, PrintStream errors) {
    this.session = session;
    this.terminal = terminal;
    this.errors = errors;
  }

  /** A stream for one command; closing it waits for the pager's end. */
  @Override
  public OutputStream get() {
    List<String> pager = session.settings().isOn("scroll") ? pager() : List.of();
    int rows = Math.max(2, terminal.getSize().getRows() - 1);
    int columns = Math.max(20, terminal.getSize().getColumns());
    return new PagedStream(
        new FileOutputStream(FileDescriptor.out), pager, rows, columns, new Progress(errors));
  }

  /** The user's pager by `set scroll`, $PAGER, else less, else more; empty if there is none. */
  private List<String> pager() {
    String chosen = session.settings().get("pager");
    String pager = chosen.isEmpty() ? System.getenv("PAGER") : chosen;
    if (pager != null && !pager.isBlank() && !pager.equals("less")) {
      return List.of("/bin/sh", "-c", pager);
    }
    if (find("less") != null) {
      return List.of("less", "-E", "-X");
    }
    return find("more") != null ? List.of("more") : List.of();
  }

  private static @Nullable Path find(String program) {
    String path = System.getenv("PATH");
    for (String folder : List.of((path == null ? "/usr/bin:/bin" : path).split(":", -1))) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** Holds back the first screen; starts the pager if there is more. */
  private static final class PagedStream extends OutputStream {
    private final OutputStream direct;
    private final List<String> pager;
    private final Progress progress;
    private final int rows;
    private final int columns;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private int row;
    private int column;
    private @Nullable Process process;

    PagedStream(OutputStream direct, List<String> pager, int rows, int columns, Progress progress) {
      this.progress = progress;
      this.direct = direct;
      this.pager = pager;
      this.rows = rows;
      this.columns = columns;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      progress.close();
      if (pager.isEmpty()) {
        direct.write(bytes, offset, length);
        return;
      }
      Process running = process;
      if (running != null) {
        running.getOutputStream().write(bytes, offset, length);
        return;
      }
      held.write(bytes, offset, length);
      if (isMoreThanAScreen(bytes, offset, length)) {
        running =
            new ProcessBuilder(pager)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process = running;
        held.writeTo(running.getOutputStream());
        held.reset();
      }
    }

    private boolean isMoreThanAScreen(byte[] bytes, int offset, int length) {
      for (int i = offset; i < offset + length && row <= rows; i++) {
        column++;
        if (bytes[i] == '\n' || column > columns) {
          row++;
          column = 0;
        }
      }
      return row > rows;
    }

    @Override
    public void flush() throws IOException {
      Process running = process;
      if (running != null) {
        running.getOutputStream().flush();
      }
    }

    @Override
    public void close() throws IOException {
      progress.close();
      held.writeTo(direct);
      held.reset();
      Process running = process;
      if (running == null) {
        return;
      }
      try {
        running.getOutputStream().close();
      } catch (IOException _) {
        // The user left the pager before its end.
      }
      try {
        running.waitFor();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
