package io.kwalk.shell.net;

import io.kwalk.core.object.PrintOptions;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.OpenFile;
import io.kwalk.linux.fs.ProcessFiles;
import io.kwalk.linux.net.SocketInfo;
import io.kwalk.linux.net.Sockets;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import io.kwalk.shell.value.StructText;
import io.kwalk.shell.value.ValueOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sockets that processes have open, as `net -s` and `net -S` print them. */
final class SocketListing {
  private static final String TITLES =
      "FD      SOCKET            SOCK       FAMILY:TYPE SOURCE-PORT DESTINATION-PORT";
  private static final String STRUCT_TITLES = "FD       SOCKET             SOCK      ";

  private final Kernel kernel;
  private final boolean structs;
  private final @Nullable String reference;
  private final PrintOptions values;
  private final Faults faults;
  private final Output output;

  SocketListing(Session session, Options options, Faults faults, Output output) {
    kernel = session.kernel();
    structs = options.has("S");
    reference = options.value("R");
    boolean hexadecimal = options.has("x") || session.radix() == 16 && !options.has("d");
    values = ValueOptions.of(session, hexadecimal);
    this.faults = faults;
    this.output = output;
  }

  private record Entry(int descriptor, SocketInfo socket) {}

  void print(Task task) {
    List<Entry> entries = entries(task);
    if (reference != null && entries.isEmpty()) {
      return;
    }
    if (output.json()) {
      entries.forEach(entry -> output.row(row(task, entry)));
      return;
    }
    output.line(TaskLine.header(task));
    if (entries.isEmpty()) {
      output.line("No open sockets.");
      return;
    }
    if (!structs) {
      output.line(TITLES);
    }
    for (Entry entry : entries) {
      output.checkInterrupted();
      if (structs) {
        printStructs(entry);
      } else {
        output.line(line(entry));
      }
    }
    if (reference != null) {
      output.line("");
    }
  }

  private List<Entry> entries(Task task) {
    List<String> troubles = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (OpenFile file : ProcessFiles.of(kernel).open(task, troubles)) {
      if (!file.isSocket()) {
        continue;
      }
      long socket = Sockets.of(kernel).socket(file.inode());
      Optional<SocketInfo> info =
          faults.read(
              () -> Optional.of(SocketInfo.read(kernel, socket)), Optional.<SocketInfo>empty());
      if (info.isPresent() && isWanted(file.descriptor(), info.get())) {
        entries.add(new Entry(file.descriptor(), info.get()));
      }
    }
    faults.addAll(troubles);
    return entries;
  }

  private boolean isWanted(int descriptor, SocketInfo socket) {
    if (reference == null || reference.equals(Integer.toString(descriptor))) {
      return true;
    }
    long number = Numbers.hexadecimal(reference).orElse(0);
    return number != 0 && (number == socket.socket() || number == socket.sock());
  }

  private static String line(Entry entry) {
    SocketInfo socket = entry.socket();
    String start =
        Text.right(Integer.toString(entry.descriptor()), 2)
            + " "
            + Text.hex(socket.socket(), 16)
            + " "
            + Text.hex(socket.sock(), 16)
            + " ";
    String kind = Text.left(socket.familyName() + ":" + socket.typeName(), 12);
    if (socket.source().isEmpty()) {
      return start + kind + " ";
    }
    return start
        + kind
        + " "
        + Text.left(socket.source() + "-" + socket.sourcePort(), 11)
        + " "
        + socket.destination()
        + "-"
        + socket.destinationPort();
  }

  private void printStructs(Entry entry) {
    SocketInfo socket = entry.socket();
    output.line(STRUCT_TITLES);
    output.line(
        Text.left(Integer.toString(entry.descriptor()), 3)
            + " "
            + Text.hex(socket.socket(), 16)
            + "  "
            + Text.hex(socket.sock(), 16));
    output.line("");
    output.print(StructText.whole("struct socket", kernel.at("socket", socket.socket()), values));
    if (socket.sock() != 0) {
      String name = structName(socket.family());
      output.print(StructText.whole("struct " + name, kernel.at(name, socket.sock()), values));
    }
    output.line("");
  }

  /** The outermost struct of a family, of which struct sock is the first member. */
  private String structName(int family) {
    String name =
        switch (family) {
          case SocketInfo.INET, SocketInfo.INET6 -> "inet_sock";
          case SocketInfo.UNIX -> "unix_sock";
          case SocketInfo.NETLINK -> "netlink_sock";
          default -> "sock";
        };
    return kernel.imageTypes().struct(name).isPresent() ? name : "sock";
  }

  private JsonObject row(Task task, Entry entry) {
    SocketInfo socket = entry.socket();
    JsonObject row = new JsonObject();
    faults.fill(row, it -> it.put("pid", task.pid()));
    row.put("fd", entry.descriptor())
        .putAddress("socket", socket.socket())
        .putAddress("sock", socket.sock())
        .put("family", socket.familyName())
        .put("type", socket.typeName());
    if (!socket.source().isEmpty()) {
      row.put("state", socket.stateName())
          .put("source", socket.source())
          .put("source_port", socket.sourcePort())
          .put("destination", socket.destination())
          .put("destination_port", socket.destinationPort());
    }
    return row;
  }
}
