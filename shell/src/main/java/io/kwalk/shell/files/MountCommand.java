package io.kwalk.shell.files;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.Mounts;
import io.kwalk.linux.fs.Mounts.Mount;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;

/** Mounted file systems. */
public final class MountCommand implements Command {
  @Override
  public String name() {
    return "mount";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "fin:");
    if (isRefused(options, output)) {
      return;
    }
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    List<String> troubles = new ArrayList<>();
    String who = options.value("n");
    Task task = who == null ? null : TaskArguments.parse(kernel, who);
    List<Mount> mounts =
        faults.read(
            () ->
                task == null
                    ? Mounts.of(kernel).initial(troubles)
                    : Mounts.of(kernel).of(task, troubles),
            List.of());
    faults.addAll(troubles);
    List<Mount> wanted =
        mounts.stream()
            .filter(
                mount -> options.arguments().isEmpty() || isNamed(kernel, mount, options, faults))
            .toList();
    if (wanted.isEmpty() && !options.arguments().isEmpty()) {
      throw new CommandException("no such mount: " + String.join(" ", options.arguments()));
    }
    print(wanted, output);
    faults.report(output);
  }

  /** Lists that crash asks for too, and that kernels no longer keep: said in crash's words. */
  private static boolean isRefused(Options options, Output output) {
    if (!options.has("f") && !options.has("i")) {
      return false;
    }
    String option = options.has("f") ? "f" : "i";
    String list = options.has("f") ? "s_files" : "s_dirty";
    if (output.json()) {
      output.warn("this kernel has no super_block." + list);
      return true;
    }
    output.line("mount: the super_block." + list + " linked list does not exist in this kernel");
    output.line(
        "mount: -" + option + " option not supported or applicable on this architecture or kernel");
    return true;
  }

  private static boolean isNamed(Kernel kernel, Mount mount, Options options, Faults faults) {
    for (String word : options.arguments()) {
      if (word.equals(mount.device()) || word.equals(mount.directory())) {
        return true;
      }
      long address = Numbers.hexadecimal(word).orElse(0);
      if (address != 0
          && (address == mount.address()
              || address == mount.vfsmount()
              || address == mount.superBlock()
              || address == mount.root()
              || address == mount.directoryDentry()
              || superBlockOf(kernel, address, faults) == mount.superBlock())) {
        return true;
      }
    }
    return false;
  }

  /** Of an inode's address the file system it is in; 0 of an address that cannot be one. */
  private static long superBlockOf(Kernel kernel, long address, Faults faults) {
    return address >= 0
        ? 0
        : faults.read(() -> kernel.field("inode", "i_sb").get(kernel.memory(), address), 0L);
  }

  private static void print(List<Mount> mounts, Output output) {
    if (!output.json()) {
      output.line("     MOUNT           SUPERBLK     TYPE   DEVNAME   DIRNAME");
    }
    for (Mount mount : mounts) {
      output.checkInterrupted();
      if (output.json()) {
        output.row(
            new JsonObject()
                .putAddress("mount", mount.address())
                .putAddress("super_block", mount.superBlock())
                .put("type", mount.type())
                .put("device", mount.device())
                .put("directory", mount.directory()));
        continue;
      }
      String device = mount.device().isEmpty() ? "none" : mount.device();
      output.line(
          Text.hex(mount.address(), 16)
              + " "
              + Text.hex(mount.superBlock(), 16)
              + " "
              + Text.left(Text.escape(mount.type()), 6)
              + " "
              + Text.left(Text.escape(device), 9)
              + " "
              + Text.left(Text.escape(mount.directory()), 10));
    }
  }
}
