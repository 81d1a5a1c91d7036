package io.kwalk.linux.net;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.PointerChain;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network device.
 *
 * @param address of the net_device
 * @param addresses its IPv4 addresses, then its IPv6 addresses
 */
public record NetworkDevice(long address, String name, List<String> addresses) {
  /** IFNAMSIZ. */
  static final int NAME_LENGTH = 16;

  /** The struct net of the network namespace that a task is in; empty once it has exited. */
  public static Optional<Long> namespace(Task task) {
    Kernel kernel = task.kernel();
    Memory memory = kernel.memory();
    long proxy = kernel.field("task_struct", "nsproxy").get(memory, task.address());
    return proxy == 0
        ? Optional.empty()
        : Optional.of(kernel.field("nsproxy", "net_ns").get(memory, proxy));
  }

  /**
   * The devices of the struct net at {@code namespace}, in the kernel's order.
   *
   * @param troubles receives what could not be walked or read, in words
   */
  public static List<NetworkDevice> all(Kernel kernel, long namespace, List<String> troubles) {
    List<NetworkDevice> devices = new ArrayList<>();
    long link = kernel.field("net_device", "dev_list").offset();
    long head = kernel.field("net", "dev_base_head").addressIn(namespace);
    ListWalk walk = ListHead.walk(kernel.memory(), head);
    walk.trouble().ifPresent(troubles::add);
    for (long node : walk.nodes()) {
      devices.add(read(kernel, node - link, troubles));
    }
    return devices;
  }

  private static NetworkDevice read(Kernel kernel, long device, List<String> troubles) {
    String name = "";
    List<String> addresses = new ArrayList<>();
    try {
      name = name(kernel, device);
      addresses.addAll(v4(kernel, device));
      addresses.addAll(v6(kernel, device, troubles));
    } catch (MemoryFault fault) {
      troubles.add("net_device at " + Long.toHexString(device) + ": " + fault.getMessage());
    }
    return new NetworkDevice(device, name, addresses);
  }

  /** Its name, such as eth0; not escaped. */
  static String name(Kernel kernel, long device) {
    return kernel
        .memory()
        .cString(kernel.field("net_device", "name").addressIn(device), NAME_LENGTH);
  }

  private static List<String> v4(Kernel kernel, long device) {
    List<String> found = new ArrayList<>();
    Optional<Field> pointer = kernel.findField("net_device", "ip_ptr");
    long settings = pointer.isEmpty() ? 0 : pointer.get().get(kernel.memory(), device);
    if (settings == 0) {
      return found;
    }
    Field local = kernel.field("in_ifaddr", "ifa_local");
    PointerChain.walk(
        kernel.memory(),
        kernel.field("in_device", "ifa_list").get(kernel.memory(), settings),
        kernel.field("in_ifaddr", "ifa_next").offset(),
        _ -> false,
        entry -> found.add(IpAddresses.v4(kernel.memory(), local.addressIn(entry))));
    return found;
  }

  private static List<String> v6(Kernel kernel, long device, List<String> troubles) {
    List<String> found = new ArrayList<>();
    Optional<Field> pointer = kernel.findField("net_device", "ip6_ptr");
    Optional<Field> list = kernel.findField("inet6_dev", "addr_list");
    if (pointer.isEmpty() || list.isEmpty()) {
      return found;
    }
    long settings = pointer.get().get(kernel.memory(), device);
    if (settings == 0) {
      return found;
    }
    long link = kernel.field("inet6_ifaddr", "if_list").offset();
    Field address = kernel.field("inet6_ifaddr", "addr");
    ListWalk walk = ListHead.walk(kernel.memory(), list.get().addressIn(settings));
    walk.trouble().ifPresent(troubles::add);
    for (long node : walk.nodes()) {
      found.add(IpAddresses.v6(kernel.memory(), address.addressIn(node - link)));
    }
    return found;
  }
}
