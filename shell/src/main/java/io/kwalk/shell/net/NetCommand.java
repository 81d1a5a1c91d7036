package io.kwalk.shell.net;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.net.IpAddresses;
import io.kwalk.linux.net.Neighbour;
import io.kwalk.linux.net.NetworkDevice;
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
import java.util.Optional;

/** Network devices, the ARP table, sockets of processes. */
public final class NetCommand implements Command {
  /** ARPHRD_* from 0 on, in crash's words. */
  private static final String[] HARDWARE = {
    "NETROM", "ETHERNET", "EETHERNET", "AX25", "PRONET", "CHAOS", "IEEE802", "ARCNET", "APPLETLK"
  };

  @Override
  public String name() {
    return "net";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "asSxdnR:N:");
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    String number = options.value("N");
    if (number != null) {
      printAddress(number, output);
    } else if (options.has("a")) {
      neighbours(kernel, faults, output);
    } else if (options.has("s") || options.has("S")) {
      SocketListing listing = new SocketListing(session, options, faults, output);
      TaskArguments.printEach(session, options, output, listing::print);
    } else {
      devices(session, options, faults, output);
    }
    faults.report(output);
  }

  /** Four bytes as they lie in memory, the first one lowest. */
  private static void printAddress(String text, Output output) throws CommandException {
    long value =
        Numbers.hexadecimal(text)
            .orElseThrow(() -> new CommandException("not a hexadecimal value: " + text));
    byte[] bytes = {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    if (output.json()) {
      output.row(new JsonObject().put("ip", IpAddresses.v4(bytes)));
    } else {
      output.line(IpAddresses.v4(bytes));
    }
  }

  private static void devices(Session session, Options options, Faults faults, Output output)
      throws CommandException {
    Kernel kernel = session.kernel();
    List<String> words = options.arguments();
    if (!words.isEmpty() && !options.has("n")) {
      throw CommandException.usage("-n, -s or -S is needed before a task");
    }
    Optional<Long> namespace =
        options.has("n")
            ? ofTask(TaskArguments.parse(session, words).getFirst(), faults)
            : Optional.of(kernel.address("init_net"));
    List<String> troubles = new ArrayList<>();
    List<NetworkDevice> devices =
        namespace.isEmpty()
            ? List.of()
            : faults.read(() -> NetworkDevice.all(kernel, namespace.get(), troubles), List.of());
    faults.addAll(troubles);
    if (!output.json()) {
      output.line("   NET_DEVICE     NAME       IP ADDRESS(ES)");
    }
    for (NetworkDevice device : devices) {
      if (output.json()) {
        output.row(
            new JsonObject()
                .putAddress("net_device", device.address())
                .put("name", device.name())
                .putStrings("addresses", device.addresses()));
        continue;
      }
      output.line(
          Text.hex(device.address(), 16)
              + "  "
              + Text.left(Text.escape(device.name()), 10)
              + " "
              + String.join(", ", device.addresses()));
    }
  }

  private static Optional<Long> ofTask(Task task, Faults faults) {
    return faults.read(() -> NetworkDevice.namespace(task), Optional.<Long>empty());
  }

  private static void neighbours(Kernel kernel, Faults faults, Output output) {
    List<String> troubles = new ArrayList<>();
    List<Neighbour> found = faults.read(() -> Neighbour.all(kernel, troubles), List.of());
    faults.addAll(troubles);
    if (!output.json()) {
      output.line("NEIGHBOUR        IP ADDRESS      HW TYPE    HW ADDRESS         DEVICE  STATE");
    }
    for (Neighbour neighbour : found) {
      int type = neighbour.deviceType();
      String hardware = type >= 0 && type < HARDWARE.length ? HARDWARE[type] : "UNKNOWN";
      if (output.json()) {
        output.row(
            new JsonObject()
                .putAddress("neighbour", neighbour.address())
                .put("ip", neighbour.ip())
                .put("hardware_type", type)
                .put("hardware_address", neighbour.hardwareAddress())
                .put("device", neighbour.device())
                .putStrings("state", neighbour.stateNames()));
        continue;
      }
      output.line(
          Text.hex(neighbour.address(), 16)
              + " "
              + Text.left(neighbour.ip(), 15)
              + " "
              + Text.left(hardware, 10)
              + " "
              + Text.left(neighbour.hardwareAddress(), 18)
              + " "
              + Text.left(Text.escape(neighbour.device()), 7)
              + " "
              + String.join("|", neighbour.stateNames()));
    }
  }
}
