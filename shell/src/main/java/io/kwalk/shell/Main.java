package io.kwalk.shell;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.KernelNotFoundException;
import io.kwalk.shell.launch.InfoReport;
import io.kwalk.shell.launch.LaunchFiles;
import io.kwalk.shell.launch.LaunchOptions;
import io.kwalk.shell.launch.LaunchParser;
import io.kwalk.shell.launch.StandardInput;
import io.kwalk.shell.launch.Subcommand;
import io.kwalk.shell.launch.UsageException;
import io.kwalk.shell.rows.CsvWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The program. Exit status: 0 done; 1 a command failed; 2 the command line makes no sense or the
 * dump cannot be opened.
 */
public final class Main {
  static final int DONE = 0;
  static final int COMMAND_FAILED = 1;
  static final int CANNOT_START = 2;

  private final InputStream in;
  private final boolean terminal;
  private final OutputStream out;
  private final PrintStream errors;
  private final boolean debug;

  private Main(
      InputStream in, boolean terminal, OutputStream out, PrintStream errors, boolean debug) {
    this.in = in;
    this.terminal = terminal;
    this.out = out;
    this.errors = errors;
    this.debug = debug;
  }

  public static void main(String[] arguments) {
    PrintStream errors = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    boolean terminal = StandardInput.isTerminal();
    int status = run(List.of(arguments), System.in, terminal, new StandardOutput(), errors);
    errors.flush();
    // Not a return: threads of a library must not keep the process. Not exit: it looks for a logger
    // to tell of its call.
    Runtime.getRuntime().halt(status);
  }

  /** Runs the program as {@code main} does and gives its exit status; never throws, never exits. */
  public static int run(
      List<String> arguments, InputStream in, OutputStream out, PrintStream errors) {
    return run(arguments, in, false, out, errors);
  }

  private static int run(
      List<String> arguments,
      InputStream in,
      boolean terminal,
      OutputStream out,
      PrintStream errors) {
    boolean debug = arguments.contains("--debug") || System.getenv("KWALK_DEBUG") != null;
    try {
      return new Main(in, terminal, out, errors, debug).run(arguments);
    } catch (UsageException problem) {
      errors.println("kwalk: " + Text.escape(String.valueOf(problem.getMessage())));
    } catch (DumpOpenException problem) {
      errors.println("kwalk: " + Text.escape(String.valueOf(problem.getMessage())));
    } catch (IOException problem) {
      errors.println("kwalk: " + Text.escape(Failures.ofFile(problem)));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError defect) {
      errors.println(Failures.internal(defect, debug, errors));
    }
    return CANNOT_START;
  }

  private int run(List<String> arguments) throws UsageException, IOException {
    Subcommand subcommand = Subcommand.of(arguments);
    if (subcommand == null) {
      return start(LaunchParser.parse(arguments));
    }
    List<String> rest = new ArrayList<>(arguments);
    rest.remove(subcommand.word());
    return switch (subcommand) {
      case INFO -> {
        boolean verbose = rest.removeIf("-v"::equals);
        yield info(LaunchParser.parse(rest), verbose);
      }
      case DEMO -> demo(LaunchParser.parse(rest));
      case DIAGNOSE, OOPS ->
          throw new UsageException(
              subcommand.word() + ": not there yet: use the shell, kwalk DUMP");
    };
  }

  private int start(LaunchOptions options) throws UsageException, IOException {
    return switch (options.action()) {
      case VERSION -> print("kwalk " + version() + "\n");
      case HELP -> print(help(options));
      case SHELL -> shell(options);
      case CRASH_TIME, RELEASE, BUILD_ID -> one(options);
    };
  }

  private int print(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    return DONE;
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }

  private static String help(LaunchOptions options) throws UsageException {
    String topic = options.helpTopic();
    return HelpPages.page(topic == null ? "kwalk" : topic)
        .orElseThrow(() -> new UsageException(topic + ": no help page: see kwalk --help"));
  }

  private List<String> dumps(LaunchOptions options) throws UsageException {
    return LaunchFiles.dumps(options);
  }

  private int info(LaunchOptions options, boolean verbose) throws UsageException, IOException {
    List<String> dumps = dumps(options);
    try (DumpImage image = DumpImages.open(dumps, imageOptions(options))) {
      InfoReport report = new InfoReport(dumps, image);
      if (options.csv()) {
        return print(csv(report.row(verbose)));
      }
      return print(options.json() ? report.row(verbose) + "\n" : report.text(verbose));
    }
  }

  private static String csv(JsonObject row) {
    CsvWriter writer = new CsvWriter();
    writer.rowsOf("kwalk");
    return writer.row(row);
  }

  /** One fact of the headers alone, for scripts: crash has options for these. */
  private int one(LaunchOptions options) throws UsageException, IOException {
    List<String> dumps = dumps(options);
    try (DumpImage image = DumpImages.open(dumps, imageOptions(options))) {
      InfoReport report = new InfoReport(dumps, image);
      String fact =
          switch (options.action()) {
            case RELEASE -> report.release();
            case BUILD_ID -> report.buildId();
            default -> report.crashTime();
          };
      return print(Text.escape(fact) + "\n");
    }
  }

  private static ImageOptions imageOptions(LaunchOptions options) {
    return ImageOptions.DEFAULT
        .withCacheBytes(options.cacheBytes())
        .withZeroExcluded(options.zeroExcluded());
  }

  private int shell(LaunchOptions options) throws UsageException, IOException {
    List<String> dumps = dumps(options);
    if (!options.silent()) {
      for (String option : options.meaningless()) {
        errors.println("kwalk: " + option + ": means nothing here, passed over");
      }
    }
    return open(dumps, options, start -> start.run(in, terminal));
  }

  private int demo(LaunchOptions options) throws UsageException, IOException {
    return open(LaunchFiles.sample(), options, ShellStart::demo);
  }

  private interface Use {
    boolean run(ShellStart start) throws IOException;
  }

  private int open(List<String> dumps, LaunchOptions options, Use use) throws IOException {
    try (DumpImage image = DumpImages.open(dumps, imageOptions(options));
        Kernel kernel = Kernel.open(image, LaunchFiles.debugInfo(options))) {
      kernel.readAhead();
      ShellStart start = new ShellStart(kernel, dumps, options, out, errors, debug);
      return use.run(start) ? DONE : COMMAND_FAILED;
    } catch (KernelNotFoundException problem) {
      throw new DumpOpenException(dumps.getFirst(), problem.why(), problem.remedy());
    }
  }
}
