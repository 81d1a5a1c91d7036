package io.kwalk.shell.files;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.fs.InodeFields;
import io.kwalk.linux.fs.OpenFile;
import io.kwalk.linux.fs.ProcessFiles;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which tasks use a file: as root, working directory, open file or mapping. */
public final class FuserCommand implements Command {
  private static final int COMMAND_WIDTH = 15;

  @Override
  public String name() {
    return "fuser";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    List<String> words = Options.none(arguments);
    if (words.isEmpty()) {
      throw CommandException.usage("a path or the address of an inode is needed");
    }
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    for (String word : words) {
      users(kernel, word, faults, output);
    }
    faults.report(output);
  }

  private static void users(Kernel kernel, String word, Faults faults, Output output) {
    long inode = word.startsWith("/") ? 0 : Numbers.hexadecimal(word).orElse(0);
    boolean any = false;
    for (Task task : Tasks.of(kernel).all()) {
      output.checkInterrupted();
      List<String> usage = usage(task, word, inode, faults);
      if (usage.isEmpty()) {
        continue;
      }
      if (!any && !output.json()) {
        output.line(" PID         TASK        COMM             USAGE");
      }
      any = true;
      if (output.json()) {
        output.row(TaskLine.json(task).put("file", word).putStrings("usage", usage));
      } else {
        output.line(line(task, usage, faults));
      }
    }
    if (!any && !output.json()) {
      output.line("No users of " + Text.escape(word) + " found");
    }
  }

  private static String line(Task task, List<String> usage, Faults faults) {
    String command = "\"" + Text.escape(faults.text(task::comm)) + "\"";
    String cut = command.substring(0, Math.min(COMMAND_WIDTH, command.length()));
    return Text.right(faults.text(task::pid), 5)
        + "  "
        + Text.hex(task.address(), 16)
        + "  "
        + Text.left(cut, COMMAND_WIDTH)
        + "  "
        + String.join(" ", usage)
        + " ";
  }

  private static List<String> usage(Task task, String path, long inode, Faults faults) {
    List<String> usage = new ArrayList<>();
    ProcessFiles files = ProcessFiles.of(task.kernel());
    Optional<ProcessFiles.Place> place =
        faults.read(() -> files.place(task), Optional.<ProcessFiles.Place>empty());
    if (place.isPresent()) {
      ProcessFiles.Place it = place.get();
      if (it.root().equals(path) || inode != 0 && it.rootInode() == inode) {
        usage.add("root");
      }
      if (it.directory().equals(path) || inode != 0 && it.directoryInode() == inode) {
        usage.add("cwd");
      }
    }
    List<String> troubles = new ArrayList<>();
    for (OpenFile file : files.open(task, troubles)) {
      if (file.path().equals(path) || inode != 0 && file.inode() == inode) {
        usage.add("fd");
        break;
      }
    }
    if (isMapped(task, path, inode, troubles, faults)) {
      usage.add("mmap");
    }
    faults.addAll(troubles);
    return usage;
  }

  private static boolean isMapped(
      Task task, String path, long inode, List<String> troubles, Faults faults) {
    OptionalLong mm = faults.read(task::mm, OptionalLong.empty());
    if (mm.isEmpty()) {
      return false;
    }
    Kernel kernel = task.kernel();
    for (Mapping mapping : Mappings.of(kernel).all(mm.getAsLong(), troubles)) {
      if (mapping.backing() == 0) {
        continue;
      }
      if (mapping.file().equals(path)
          || inode != 0 && faults.read(() -> inode(kernel, mapping.backing()), 0L) == inode) {
        return true;
      }
    }
    return false;
  }

  private static long inode(Kernel kernel, long file) {
    return InodeFields.of(kernel).inode(FilePaths.of(kernel).dentry(file));
  }
}
