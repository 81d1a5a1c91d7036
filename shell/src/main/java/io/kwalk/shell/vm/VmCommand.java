package io.kwalk.shell.vm;

import io.kwalk.core.object.PrintOptions;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.mm.VmFlags;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import io.kwalk.shell.value.ValueOptions;
import java.util.List;
import java.util.OptionalLong;

/** A process's mappings, their pages, and the structs that describe them. */
public final class VmCommand implements Command {
  @Override
  public String name() {
    return "vm";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "pvmxdR:P:M:f:");
    String flags = options.value("f");
    if (flags != null) {
      printFlags(flags, output);
      return;
    }
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    VmRequest request = request(session, options);
    String mm = options.value("M");
    if (mm != null) {
      ofMm(session, Addresses.parse(kernel, mm), request, faults, output);
    } else {
      TaskArguments.printEach(
          session,
          options,
          output,
          task ->
              new VmListing(
                      task, faults.read(task::mm, OptionalLong.empty()), request, faults, output)
                  .print());
    }
    faults.report(output);
  }

  private static VmRequest request(Session session, Options options) throws CommandException {
    String one = options.value("P");
    OptionalLong vma =
        one == null
            ? OptionalLong.empty()
            : OptionalLong.of(Addresses.parse(session.kernel(), one));
    boolean hexadecimal = options.has("x") || session.radix() == 16 && !options.has("d");
    PrintOptions values = ValueOptions.of(session, hexadecimal);
    VmRequest.Content content =
        options.has("m")
            ? VmRequest.Content.MM_STRUCT
            : options.has("v") ? VmRequest.Content.STRUCTS : VmRequest.Content.MAPPINGS;
    boolean pages = options.has("p") || vma.isPresent();
    return new VmRequest(content, pages, vma, VmReference.of(options.value("R")), values);
  }

  /** The mm_struct of a process that may be gone: of a task that has it, else of nobody. */
  private static void ofMm(
      Session session, long mm, VmRequest request, Faults faults, Output output)
      throws CommandException {
    Task owner = session.currentTask();
    for (Task task : Tasks.of(session.kernel()).all()) {
      if (faults.read(task::mm, OptionalLong.empty()).orElse(0) == mm) {
        owner = task;
        break;
      }
    }
    new VmListing(owner, OptionalLong.of(mm), request, faults, output).print();
  }

  private static void printFlags(String text, Output output) throws CommandException {
    long flags =
        Numbers.hexadecimal(text)
            .orElseThrow(() -> new CommandException("not a hexadecimal value: " + text));
    if (output.json()) {
      output.row(
          new JsonObject()
              .putAddress("flags", flags)
              .putStrings("flag_names", VmFlags.names(flags)));
    } else {
      output.line(Long.toHexString(flags) + ": (" + String.join("|", VmFlags.names(flags)) + ")");
    }
  }

  /** A mapping's own members of a row. */
  static void fill(JsonObject row, Mappings.Mapping mapping) {
    row.putAddress("vma", mapping.address())
        .putAddress("start", mapping.start())
        .putAddress("end", mapping.end())
        .putAddress("flags", mapping.flags())
        .putStrings("flag_names", VmFlags.names(mapping.flags()))
        .putAddress("offset", mapping.offset())
        .put("file", mapping.file());
  }
}
