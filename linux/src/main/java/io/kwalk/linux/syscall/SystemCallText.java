package io.kwalk.linux.syscall;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FileLinks;
import io.kwalk.linux.fs.OpenFile;
import io.kwalk.linux.fs.ProcessFiles;
import io.kwalk.linux.swap.UserMemory;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A system call as strace prints it: its name and what its arguments mean. What lies in user memory
 * shows as far as the dump has the pages, an address where it has not. Strings of the process are
 * quoted; paths of open files are the kernel's, not escaped.
 */
public final class SystemCallText {
  /** One argument in words, and its name where the kernel recorded one. */
  public record Argument(String name, long value, String text) {}

  private final Task task;
  private final Kernel kernel;
  private final CurrentSystemCall call;
  private final String name;

  /** Of the call that {@code task} is in. */
  public SystemCallText(Task task, CurrentSystemCall call) {
    this.task = task;
    this.kernel = task.kernel();
    this.call = call;
    this.name = SystemCallNames.of(kernel).name(call.abi(), call.number());
  }

  /** The call's name in the manual. */
  public String name() {
    return name;
  }

  /** Its arguments, as many as it takes. */
  public List<Argument> arguments() {
    List<Parameter> parameters = Signatures.of(kernel).of(call.abi(), call.number());
    UserBytes user = new UserBytes(userMemory(), call.abi().wordSize());
    Map<Integer, String> files = new HashMap<>();
    ArgumentText text =
        new ArgumentText(
            call,
            name,
            user,
            Constants.of(kernel),
            descriptor -> {
              if (files.isEmpty()) {
                files.putAll(links());
              }
              return files.getOrDefault(descriptor, "");
            });
    List<Argument> arguments = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Optional<String> words = text.of(i, parameter);
      if (words.isPresent()) {
        arguments.add(new Argument(parameter.name(), call.arguments().get(i), words.get()));
      }
    }
    return arguments;
  }

  /** "read(3</dev/kmsg>, 0x7ffe01, 8192". */
  @Override
  public String toString() {
    return name + "(" + String.join(", ", arguments().stream().map(Argument::text).toList()) + ")";
  }

  private Map<Integer, String> links() {
    Map<Integer, String> links = new HashMap<>();
    // What cannot be read of a file shows as a bare number.
    List<String> troubles = new ArrayList<>();
    FileLinks names = FileLinks.of(kernel);
    for (OpenFile file : ProcessFiles.of(kernel).open(task, troubles)) {
      links.put(file.descriptor(), names.of(file));
    }
    return links;
  }

  private Memory userMemory() {
    OptionalLong mm = task.mm();
    if (mm.isPresent()) {
      try {
        Field pgd = kernel.field("mm_struct", "pgd");
        return new UserMemory(
            kernel, kernel.memory().physical(pgd.get(kernel.memory(), mm.getAsLong())));
      } catch (MemoryFault | UnknownNameException _) {
        // The arguments still show as numbers.
      }
    }
    return new NoMemory(kernel.memory().byteOrder());
  }
}
