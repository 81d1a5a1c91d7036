package io.kwalk.shell.process;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.coredump.CoreFilter;
import io.kwalk.linux.coredump.CorePages;
import io.kwalk.linux.coredump.CoreRun;
import io.kwalk.linux.coredump.ProcessCore;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Failures;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process as a core file. */
public final class GcoreCommand implements Command {
  /** What -v asks for in crash's numbers: each run that the file has not. */
  private static final long MISSING_PAGES = 4;

  @Override
  public String name() {
    return "gcore";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "v:f:");
    List<String> words = options.arguments();
    if (words.size() > 2) {
      throw CommandException.usage("one task and one file, not also: " + words.get(2));
    }
    Task task =
        words.isEmpty()
            ? session.currentTask()
            : TaskArguments.parse(session.kernel(), words.getFirst());
    CoreFilter filter = filter(options.value("f"));
    boolean verbose = (number(options.value("v"), "-v", 0) & MISSING_PAGES) != 0;
    try {
      ProcessCore core = ProcessCore.of(task, filter);
      Path file = file(words, task);
      write(core, file, output);
      report(task, core, file, verbose, output);
    } catch (IllegalArgumentException refused) {
      throw new CommandException(
          "no core of "
              + task.pid()
              + " ("
              + Text.escape(task.comm())
              + "): "
              + refused.getMessage());
    } catch (MemoryFault | UnknownNameException missing) {
      throw new CommandException("no core: " + missing.getMessage());
    }
  }

  private static CoreFilter filter(@Nullable String bits) throws CommandException {
    return bits == null ? CoreFilter.EVERYTHING : CoreFilter.of(number(bits, "-f", 0));
  }

  private static long number(@Nullable String text, String option, long otherwise)
      throws CommandException {
    return text == null
        ? otherwise
        : Numbers.plain(text)
            .orElseThrow(
                () -> CommandException.usage("not a number behind " + option + ": " + text));
  }

  /** As crash names it where no name is given. A command name may hold anything. */
  private static Path file(List<String> words, Task task) throws CommandException {
    String name =
        words.size() > 1
            ? words.get(1)
            : "core." + task.tgid() + "." + task.comm().replaceAll("[^A-Za-z0-9._-]", "_");
    try {
      return Path.of(name);
    } catch (InvalidPathException wrong) {
      throw new CommandException("not a file name: " + wrong.getReason());
    }
  }

  private static void write(ProcessCore core, Path file, Output output) throws CommandException {
    try {
      SeekableByteChannel channel =
          Files.newByteChannel(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              StandardOpenOption.SPARSE);
      boolean done = false;
      try (channel) {
        core.write(channel, output::checkInterrupted);
        done = true;
      } finally {
        if (!done) {
          Files.deleteIfExists(file);
        }
      }
    } catch (FileAlreadyExistsException _) {
      throw new CommandException(
          file + " exists and is not overwritten: name another file, or remove it");
    } catch (IOException problem) {
      throw new CommandException(Failures.ofFile(problem));
    }
  }

  private static void report(
      Task task, ProcessCore core, Path file, boolean verbose, Output output) {
    CorePages pages = core.pages();
    if (output.json()) {
      JsonObject missing = new JsonObject();
      pages.missing().forEach((reason, count) -> missing.put(reason.text(), count));
      JsonObject row =
          TaskLine.json(task)
              .put("file", file.toString())
              .put("bytes", core.size())
              .put("threads", core.threads().size())
              .put("pages", pages.there())
              .put("untouched_pages", pages.unused())
              .put("pages_of_files_only", pages.fileOnly())
              .put("missing_pages", pages.missingCount())
              .put("missing", missing);
      if (verbose) {
        row.putObjects("absent", core.absent().stream().map(GcoreCommand::json).toList());
      }
      output.row(row);
    } else {
      output.line(TaskLine.header(task));
      output.line(
          "Saved "
              + file
              + ": "
              + core.threads().size()
              + (core.threads().size() == 1 ? " thread, " : " threads, ")
              + pages.there()
              + " pages");
      if (verbose) {
        for (CoreRun run : core.absent()) {
          output.line("  not in it: " + hex(run.start()) + " - " + hex(run.end()));
        }
      }
    }
    long missing = pages.missingCount();
    if (missing > 0) {
      output.warn(
          missing
              + " of "
              + (missing + pages.there())
              + " pages are not in the dump: "
              + reasons(pages));
    }
    Faults faults = new Faults();
    faults.addAll(core.troubles());
    faults.report(output);
  }

  private static JsonObject json(CoreRun run) {
    return new JsonObject().putAddress("start", run.start()).putAddress("end", run.end());
  }

  private static String reasons(CorePages pages) {
    return String.join(
        ", ",
        pages.missing().entrySet().stream()
            .sorted(Map.Entry.<MemoryFault.Reason, Long>comparingByValue().reversed())
            .map(entry -> entry.getValue() + " " + words(entry.getKey()))
            .toList());
  }

  /** "page excluded by the dump filter" of each. */
  private static String words(MemoryFault.Reason reason) {
    return reason == MemoryFault.Reason.NOT_PRESENT
        ? "swapped out"
        : reason.text().startsWith("page ") ? reason.text().substring(5) : reason.text();
  }

  private static String hex(long address) {
    return Text.hex(address, 16);
  }
}
