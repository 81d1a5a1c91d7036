package io.kwalk.shell;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.KernelNotFoundException;
import io.kwalk.shell.launch.LaunchOptions;
import io.kwalk.shell.launch.LaunchParser;
import io.kwalk.shell.launch.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
  private final OutputStream out;
  private final PrintStream errors;

  private Main(InputStream in, OutputStream out, PrintStream errors) {
    this.in = in;
    this.out = out;
    this.errors = errors;
  }

  public static void main(String[] arguments) {
    PrintStream errors = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int status = run(List.of(arguments), System.in, new StandardOutput(), errors);
    errors.flush();
    // Not a return: threads of a library must not keep the process.
    System.exit(status);
  }

  /** Runs the program as {@code main} does and gives its exit status; never throws, never exits. */
  public static int run(
      List<String> arguments, InputStream in, OutputStream out, PrintStream errors) {
    boolean debug = arguments.contains("--debug") || System.getenv("KWALK_DEBUG") != null;
    try {
      return new Main(in, out, errors).run(arguments, debug);
    } catch (UsageException problem) {
      errors.println("kwalk: " + problem.getMessage());
    } catch (DumpOpenException problem) {
      errors.println("kwalk: " + Text.escape(String.valueOf(problem.getMessage())));
    } catch (IOException problem) {
      errors.println("kwalk: " + Failures.ofFile(problem));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError defect) {
      errors.println(Failures.internal(defect, debug, errors));
    }
    return CANNOT_START;
  }

  private int run(List<String> arguments, boolean debug) throws UsageException, IOException {
    LaunchOptions options = LaunchParser.parse(arguments);
    return switch (options.action()) {
      case VERSION -> print("kwalk " + version() + "\n");
      case HELP -> print(help(options));
      case SHELL, CRASH_TIME, RELEASE, BUILD_ID -> open(options, debug);
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

  private int open(LaunchOptions options, boolean debug) throws UsageException, IOException {
    List<String> dumps = dumps(options);
    if (!options.silent()) {
      for (String option : options.meaningless()) {
        errors.println("kwalk: " + option + ": means nothing here, passed over");
      }
    }
    ImageOptions how =
        ImageOptions.DEFAULT
            .withCacheBytes(options.cacheBytes())
            .withZeroExcluded(options.zeroExcluded());
    try (DumpImage image = DumpImages.open(dumps, how);
        Kernel kernel = Kernel.open(image)) {
      return shell(kernel, dumps.stream().map(Path::of).toList(), options, debug);
    } catch (KernelNotFoundException problem) {
      throw new DumpOpenException(dumps.getFirst(), problem.why(), problem.remedy());
    }
  }

  /** The files that are dumps; a VMLINUX before them is noted. */
  private List<String> dumps(LaunchOptions options) throws UsageException {
    List<String> dumps = new ArrayList<>();
    for (String file : options.files()) {
      if (!isKernelFile(file)) {
        dumps.add(file);
      } else if (!options.silent() && !options.noDebuginfo()) {
        errors.println(
            "kwalk: "
                + file
                + ": debug information files are not read yet: using what the dump holds");
      }
    }
    if (dumps.isEmpty()) {
      throw new UsageException("no dump given: kwalk [OPTION…] DUMP, or see kwalk --help");
    }
    return dumps;
  }

  /** Whether a file is ELF but no core dump: a vmlinux. Unreadable ones are for the opener. */
  private static boolean isKernelFile(String file) {
    try (InputStream stream = Files.newInputStream(Path.of(file))) {
      byte[] header = stream.readNBytes(18);
      boolean elf =
          header.length == 18
              && header[0] == 0x7f
              && header[1] == 'E'
              && header[2] == 'L'
              && header[3] == 'F';
      // e_type, in the byte order that e_ident[EI_DATA] names; ET_CORE is 4.
      return elf && (header[5] == 2 ? header[17] : header[16]) != 4;
    } catch (IOException | InvalidPathException _) {
      return false;
    }
  }

  private int shell(Kernel kernel, List<Path> files, LaunchOptions options, boolean debug)
      throws IOException {
    ShellSession session = new ShellSession(kernel, files);
    if (options.silent()) {
      session.settings().set("silent", "on");
    }
    if (options.zeroExcluded()) {
      session.settings().set("zero_excluded", "on");
    }
    for (int i = 0; i < options.settings().size(); i += 2) {
      session.settings().set(options.settings().get(i), options.settings().get(i + 1));
    }
    LineRunner runner = new LineRunner(session, out, errors, options.json(), debug);
    boolean done = true;
    if (options.commands().isEmpty()) {
      done = standardInput(session, runner);
    }
    for (String command : options.commands()) {
      if (!session.hasLeft()) {
        done &= runner.run(command);
      }
    }
    return done ? DONE : COMMAND_FAILED;
  }

  private boolean standardInput(ShellSession session, LineRunner runner) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    boolean done = true;
    for (String line = reader.readLine();
        line != null && !session.hasLeft();
        line = reader.readLine()) {
      done &= runner.run(line);
      if (session.hasLeft()) {
        break;
      }
    }
    return done;
  }
}
