package io.kwalk.lab.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackFrame.Grade;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.debuginfo.DebugInfoSources;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A crash that lab/scripts/scenarios made, and the traces that it must have, as written down in
 * {@code scenarios/SERIES/NAME}: under a heading that says whose, a line a frame: its stack, {@code
 * *} if it was interrupted there, its function, what it is graded unless that is exact.
 *
 * @param folder holds {@code vmcore}
 * @param expected the file with the traces
 */
record Scenario(String release, String name, Path folder, Path expected) {
  private static final Path WRITTEN =
      RealDumps.repository().resolve("lab/src/test/resources/io/kwalk/lab/stack/scenarios");

  /** Those that are written down, of the kernels that this machine has dumps of. */
  static List<Scenario> all() throws IOException {
    List<Scenario> all = new ArrayList<>();
    for (Path kernel : list(RealDumps.lab().resolve("scenarios"))) {
      String release = kernel.getFileName().toString();
      for (Path file : list(WRITTEN.resolve(series(release)))) {
        String name = file.getFileName().toString();
        all.add(new Scenario(release, name, kernel.resolve(name), file));
      }
    }
    return all;
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** 6.1 of 6.1.0-56-cloud-amd64. */
  private static String series(String release) {
    return release.replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  boolean isThere() {
    return Files.isReadable(folder.resolve("vmcore"));
  }

  Kernel open() throws Exception {
    List<String> files = List.of(folder.resolve("vmcore").toString());
    return Kernel.open(DumpImages.open(files, ImageOptions.DEFAULT), DebugInfoSources.NONE);
  }

  /**
   * How many frames the kernel was sure of at least: not of those above overwritten words; a panic
   * by a machine check prints no trace.
   */
  int fewestPrinted() {
    return name.startsWith("smashed") || name.equals("machine-check") ? 0 : 3;
  }

  /** The headings: "panic", "cpu 1", "asleep trigger". */
  List<String> headings() throws IOException {
    return Files.readAllLines(expected).stream().filter(line -> line.endsWith(":")).toList();
  }

  String written() throws IOException {
    return Files.readString(expected);
  }

  /** The traces that the headings ask for, as they would be written down. */
  String found(Kernel kernel) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String heading : headings()) {
      text.append(text.isEmpty() ? "" : "\n").append(heading).append('\n');
      StackTrace trace = TaskTraces.of(kernel).trace(task(kernel, heading));
      trace.frames().forEach(frame -> text.append(line(kernel, frame)).append('\n'));
      text.append("  ").append(end(trace)).append('\n');
    }
    return text.toString();
  }

  static Task task(Kernel kernel, String heading) {
    String[] words = heading.replace(":", "").split(" ", -1);
    return switch (words[0]) {
      case "panic" -> Processors.of(kernel).panicTask().orElseThrow();
      case "cpu" -> Processors.of(kernel).current(Integer.parseInt(words[1])).orElseThrow();
      default ->
          Tasks.of(kernel).all().stream()
              .filter(task -> task.comm().equals(words[1]) && task.activeCpu().isEmpty())
              .findFirst()
              .orElseThrow();
    };
  }

  private static String line(Kernel kernel, StackFrame frame) {
    String stack = frame.stack().map(StackRegion::name).orElse("-");
    Optional<Symbol> symbol = kernel.symbols().at(frame.lookupAddress());
    String name = symbol.map(Symbol::name).orElse("?");
    String grade =
        frame.grade() == Grade.EXACT
            ? ""
            : " (" + frame.grade().name().toLowerCase(Locale.ROOT) + ")";
    String mark = frame.interruptedAt() != 0 ? "* " : "  ";
    return "  %-12s%s%s%s".formatted(stack, mark, name, grade);
  }

  private static String end(StackTrace trace) {
    return trace.user().isPresent() ? "user mode" : trace.end().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return release + " " + name;
  }
}
