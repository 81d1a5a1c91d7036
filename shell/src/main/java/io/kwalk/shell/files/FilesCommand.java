package io.kwalk.shell.files;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.fs.InodeFields;
import io.kwalk.linux.fs.OpenFile;
import io.kwalk.linux.fs.ProcessFiles;
import io.kwalk.linux.net.Sockets;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a process has open. */
public final class FilesCommand implements Command {
  private static final String TITLES =
      " FD       FILE            DENTRY           INODE       TYPE PATH";
  private static final String CACHE_TITLES =
      " FD      INODE          I_MAPPING     NRPAGES TYPE PATH";

  @Override
  public String name() {
    return "files";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "cR:d:p:n:");
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    String dentry = options.value("d");
    String inode = options.value("p");
    String counted = options.value("n");
    if (dentry != null) {
      printDentry(kernel, Addresses.parse(kernel, dentry), faults, output);
    } else if (counted != null) {
      InodePages.printNodes(kernel, Addresses.parse(kernel, counted), faults, output);
    } else if (inode != null) {
      InodePages.print(kernel, Addresses.parse(kernel, inode), faults, output);
    } else {
      TaskArguments.printEach(
          session,
          options,
          output,
          task ->
              print(task, options.has("c"), FileReference.of(options.value("R")), faults, output));
    }
    faults.report(output);
  }

  private static void print(
      Task task, boolean cache, @Nullable FileReference reference, Faults faults, Output output) {
    ProcessFiles files = ProcessFiles.of(task.kernel());
    Optional<ProcessFiles.Place> place =
        faults.read(() -> files.place(task), Optional.<ProcessFiles.Place>empty());
    List<String> troubles = new ArrayList<>();
    List<OpenFile> open = new ArrayList<>(files.open(task, troubles));
    faults.addAll(troubles);
    boolean placeWanted = reference == null || place.isPresent() && reference.matches(place.get());
    if (reference != null) {
      open.removeIf(file -> !reference.matches(file, path(task.kernel(), file, faults)));
      if (open.isEmpty() && !placeWanted) {
        return;
      }
    }
    if (output.json()) {
      rows(task, place, open, faults, output);
      return;
    }
    output.line(TaskLine.header(task));
    place.ifPresent(it ->
        output.line("ROOT: " + Text.escape(it.root()) + "    CWD: " + Text.escape(it.directory())));
    if (open.isEmpty()) {
      output.line(reference == null ? "No open files" : "");
      return;
    }
    output.line(cache ? CACHE_TITLES : TITLES);
    for (OpenFile file : open) {
      output.line(
          cache ? cacheLine(task.kernel(), file, faults) : line(task.kernel(), file, faults));
    }
    if (reference != null) {
      output.line("");
    }
  }

  private static String line(Kernel kernel, OpenFile file, Faults faults) {
    return Text.right(Integer.toString(file.descriptor()), 3)
        + " "
        + Text.hex(file.file(), 16)
        + " "
        + Text.hex(file.dentry(), 16)
        + " "
        + Text.hex(file.inode(), 16)
        + " "
        + tail(kernel, file, faults);
  }

  private static String cacheLine(Kernel kernel, OpenFile file, Faults faults) {
    InodeFields inodes = InodeFields.of(kernel);
    long mapping = file.inode() == 0 ? 0L : faults.read(() -> inodes.mapping(file.inode()), 0L);
    String pages = mapping == 0 ? Faults.CELL : faults.text(() -> inodes.pageCount(mapping));
    return Text.right(Integer.toString(file.descriptor()), 3)
        + " "
        + Text.hex(file.inode(), 16)
        + " "
        + Text.hex(mapping, 16)
        + " "
        + Text.right(pages, 7)
        + " "
        + tail(kernel, file, faults);
  }

  private static String tail(Kernel kernel, OpenFile file, Faults faults) {
    String type = file.dentry() == 0 ? Faults.CELL : file.type();
    return Text.left(type, 4) + " " + Text.escape(path(kernel, file, faults));
  }

  /** A socket's protocol stands in place of the path that it has not. */
  static String path(Kernel kernel, OpenFile file, Faults faults) {
    if (!file.isSocket()) {
      return file.path();
    }
    Sockets sockets = Sockets.of(kernel);
    return faults.read(() -> sockets.protocol(sockets.sock(sockets.socket(file.inode()))), "");
  }

  private static void rows(
      Task task,
      Optional<ProcessFiles.Place> place,
      List<OpenFile> open,
      Faults faults,
      Output output) {
    JsonObject head = TaskLine.json(task);
    place.ifPresent(it -> head.put("root", it.root()).put("cwd", it.directory()));
    output.row(head);
    InodeFields inodes = InodeFields.of(task.kernel());
    for (OpenFile file : open) {
      JsonObject row = new JsonObject();
      faults.fill(row, it -> it.put("pid", task.pid()));
      row.put("fd", file.descriptor()).putAddress("file", file.file());
      if (file.dentry() != 0) {
        row.putAddress("dentry", file.dentry())
            .putAddress("inode", file.inode())
            .put("type", file.type())
            .put(file.isSocket() ? "protocol" : "path", path(task.kernel(), file, faults))
            .put("deleted", file.deleted() && file.path().startsWith("/"));
        faults.fill(
            row,
            it -> {
              long mapping = file.inode() == 0 ? 0 : inodes.mapping(file.inode());
              if (mapping != 0) {
                it.putAddress("mapping", mapping).put("nrpages", inodes.pageCount(mapping));
              }
            });
      }
      output.row(row);
    }
  }

  private static void printDentry(Kernel kernel, long dentry, Faults faults, Output output) {
    InodeFields inodes = InodeFields.of(kernel);
    long inode = faults.read(() -> inodes.inode(dentry), 0L);
    long superBlock = faults.read(() -> inodes.superBlock(dentry), 0L);
    String type =
        inode == 0 ? Faults.CELL : faults.text(() -> InodeFields.type(inodes.mode(inode)));
    String path =
        faults.read(
            () -> SuperBlockPaths.path(kernel, superBlock, dentry),
            FilePaths.of(kernel).within(dentry));
    if (output.json()) {
      output.row(
          new JsonObject()
              .putAddress("dentry", dentry)
              .putAddress("inode", inode)
              .putAddress("super_block", superBlock)
              .put("type", type)
              .put("path", path));
      return;
    }
    output.line("     DENTRY           INODE           SUPERBLK     TYPE PATH");
    output.line(
        Text.hex(dentry, 16)
            + " "
            + Text.hex(inode, 16)
            + " "
            + Text.hex(superBlock, 16)
            + " "
            + Text.left(type, 4)
            + " "
            + Text.escape(path));
  }
}
