package io.kwalk.linux.device;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.LongSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A PCI bus.
 *
 * @param address of the struct pci_bus
 * @param name such as 0000:00
 * @param devices on it and on the buses behind it
 */
public record PciBus(long address, String name, List<PciDevice> devices) {
  private static final int MAX_NAME = 64;

  /** Bridges behind bridges: 256 buses a domain. */
  private static final int MAX_DEPTH = 256;

  /**
   * A device.
   *
   * @param address of the struct pci_dev
   * @param name domain, bus, slot and function: 0000:00:01.0
   * @param deviceClass base class and subclass
   * @param type of the port in crash's words
   */
  public record PciDevice(
      long address, String name, int deviceClass, int vendor, int device, String type) {}

  /**
   * The buses that are below no other.
   *
   * @param troubles receives what could not be walked or read, in words
   */
  public static List<PciBus> roots(Kernel kernel, List<String> troubles) {
    List<PciBus> buses = new ArrayList<>();
    LongSet seen = new LongSet();
    long link = kernel.field("pci_bus", "node").offset();
    ListWalk walk = ListHead.walk(kernel.memory(), kernel.address("pci_root_buses"));
    walk.trouble().ifPresent(troubles::add);
    for (long node : walk.nodes()) {
      long bus = node - link;
      List<PciDevice> devices = new ArrayList<>();
      collect(kernel, bus, devices, seen, 0, troubles);
      buses.add(new PciBus(bus, name(kernel, "pci_bus", bus, troubles), devices));
    }
    return buses;
  }

  private static void collect(
      Kernel kernel,
      long bus,
      List<PciDevice> devices,
      LongSet seen,
      int depth,
      List<String> troubles) {
    if (depth > MAX_DEPTH || !seen.add(bus)) {
      troubles.add("the PCI buses come back to " + Long.toHexString(bus));
      return;
    }
    Field list = kernel.field("pci_dev", "bus_list");
    ListWalk walk =
        ListHead.walk(kernel.memory(), kernel.field("pci_bus", "devices").addressIn(bus));
    walk.trouble().ifPresent(troubles::add);
    for (long node : walk.nodes()) {
      add(kernel, node - list.offset(), devices, troubles);
    }
    long link = kernel.field("pci_bus", "node").offset();
    ListWalk children =
        ListHead.walk(kernel.memory(), kernel.field("pci_bus", "children").addressIn(bus));
    children.trouble().ifPresent(troubles::add);
    for (long node : children.nodes()) {
      collect(kernel, node - link, devices, seen, depth + 1, troubles);
    }
  }

  private static void add(
      Kernel kernel, long device, List<PciDevice> devices, List<String> troubles) {
    try {
      Memory memory = kernel.memory();
      devices.add(
          new PciDevice(
              device,
              name(kernel, "pci_dev", device, troubles),
              (int) (kernel.field("pci_dev", "class").get(memory, device) >>> 8) & 0xffff,
              (int) kernel.field("pci_dev", "vendor").get(memory, device),
              (int) kernel.field("pci_dev", "device").get(memory, device),
              type(
                  (int) kernel.field("pci_dev", "pcie_cap").get(memory, device),
                  (int) kernel.field("pci_dev", "pcie_flags_reg").get(memory, device))));
    } catch (MemoryFault fault) {
      troubles.add("pci_dev at " + Long.toHexString(device) + ": " + fault.getMessage());
    }
  }

  /**
   * PCI_EXP_FLAGS_TYPE (include/uapi/linux/pci_regs.h); a conventional device has no such words.
   */
  private static String type(int capability, int flags) {
    if (capability == 0) {
      return "ENDPOINT";
    }
    return switch (flags >>> 4 & 0xf) {
      case 0 -> "ENDPOINT";
      case 1 -> "LEG_END";
      case 4 -> "ROOT_PORT";
      case 5 -> "UPSTREAM_PORT";
      case 6 -> "DOWNSTREAM_PORT";
      case 7 -> "PCI_BRIDGE";
      case 8 -> "PCIE_BRIDGE";
      case 9 -> "RC_END";
      case 10 -> "RC_EC";
      default -> "UNKNOWN";
    };
  }

  /** dev_name() of the struct device inside. */
  private static String name(Kernel kernel, String struct, long address, List<String> troubles) {
    try {
      Memory memory = kernel.memory();
      long name = kernel.field(struct, "dev.kobj.name").get(memory, address);
      return name == 0 ? "" : memory.cString(name, MAX_NAME);
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
      return "";
    }
  }
}
