package io.kwalk.shell.device;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.device.DeviceNumbers;
import io.kwalk.linux.device.DeviceNumbers.DeviceNumber;
import io.kwalk.linux.device.Disk;
import io.kwalk.linux.device.IoResource;
import io.kwalk.linux.device.PciBus;
import io.kwalk.linux.device.PciBus.PciDevice;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;

/** Device numbers, PCI devices, I/O ports and memory. */
public final class DevCommand implements Command {
  @Override
  public String name() {
    return "dev";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "ipdDVv:");
    String dump = options.value("v");
    if (options.arguments().size() > (dump == null ? 0 : 1)) {
      throw CommandException.usage("takes no arguments");
    }
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    List<String> troubles = new ArrayList<>();
    if (options.has("V") || dump != null) {
      DeviceDumps dumps = new DeviceDumps(kernel.image(), output);
      if (dump == null) {
        dumps.list();
      } else {
        dumps.show(dump, options.arguments());
      }
    } else if (options.has("p")) {
      pci(faults.read(() -> PciBus.roots(kernel, troubles), List.of()), output);
    } else if (options.has("d") || options.has("D")) {
      List<Disk> disks = faults.read(() -> Disk.all(kernel, troubles), List.of());
      DiskTable.print(kernel, disks, options.has("D"), output);
    } else if (options.has("i")) {
      resources(kernel, "ioport_resource", 4, troubles, faults, output);
      if (!output.json()) {
        output.line("");
      }
      resources(kernel, "iomem_resource", 8, troubles, faults, output);
    } else {
      numbers(kernel, troubles, faults, output);
    }
    faults.addAll(troubles);
    faults.report(output);
  }

  private static void resources(
      Kernel kernel, String root, int digits, List<String> troubles, Faults faults, Output output) {
    List<IoResource> tree =
        faults.read(() -> IoResource.tree(kernel, kernel.address(root), troubles), List.of());
    if (!output.json()) {
      output.line(
          digits == 4
              ? "    RESOURCE        RANGE    NAME"
              : "    RESOURCE            RANGE        NAME");
    }
    for (IoResource resource : tree) {
      if (output.json()) {
        output.row(
            new JsonObject()
                .put("kind", digits == 4 ? "port" : "memory")
                .putAddress("resource", resource.address())
                .putAddress("start", resource.start())
                .putAddress("end", resource.end())
                .put("name", resource.name())
                .put("depth", resource.depth()));
        continue;
      }
      output.line(
          Text.hex(resource.address(), 16)
              + "  "
              + Text.hex(resource.start(), digits)
              + "-"
              + Text.hex(resource.end(), digits)
              + "  "
              + Text.escape(resource.name()));
    }
  }

  private static void pci(List<PciBus> buses, Output output) {
    for (PciBus bus : buses) {
      if (!output.json()) {
        output.line("    ROOT BUS     BUSNAME");
        output.line(Text.hex(bus.address(), 16) + " " + Text.escape(bus.name()));
        output.line("      PCI DEV      DO:BU:SL.FN  CLASS   PCI_ID      TYPE   ");
      }
      for (PciDevice device : bus.devices()) {
        String id = Text.hex(device.vendor(), 4) + ":" + Text.hex(device.device(), 4);
        if (output.json()) {
          output.row(
              new JsonObject()
                  .putAddress("root_bus", bus.address())
                  .putAddress("pci_dev", device.address())
                  .put("name", device.name())
                  .put("class", Text.hex(device.deviceClass(), 4))
                  .put("id", id)
                  .put("type", device.type()));
          continue;
        }
        output.line(
            "  "
                + Text.hex(device.address(), 16)
                + " "
                + Text.escape(device.name())
                + "  "
                + Text.hex(device.deviceClass(), 4)
                + "  "
                + id
                + "  "
                + device.type()
                + " ");
      }
      if (!output.json()) {
        output.line("");
      }
    }
  }

  private static void numbers(Kernel kernel, List<String> troubles, Faults faults, Output output) {
    List<DeviceNumber> character =
        faults.read(() -> DeviceNumbers.character(kernel, troubles), List.of());
    List<DeviceNumber> block = faults.read(() -> DeviceNumbers.block(kernel, troubles), List.of());
    table(kernel, "CHRDEV    NAME                 CDEV        OPERATIONS      ", character, output);
    if (!output.json()) {
      output.line("");
    }
    table(kernel, "BLKDEV    NAME                GENDISK      OPERATIONS      ", block, output);
  }

  private static void table(
      Kernel kernel, String titles, List<DeviceNumber> devices, Output output) {
    boolean character = titles.startsWith("CHR");
    if (!output.json()) {
      output.line(titles);
    }
    for (DeviceNumber device : devices) {
      String operations = device.operations() == 0 ? "" : symbol(kernel, device.operations());
      if (output.json()) {
        JsonObject row =
            new JsonObject()
                .put("kind", character ? "character" : "block")
                .put("major", device.major())
                .put("name", device.name());
        if (device.object() != 0) {
          row.putAddress(character ? "cdev" : "gendisk", device.object())
              .put("operations", operations);
        }
        output.row(row);
        continue;
      }
      String start =
          Text.right(Integer.toString(device.major()), 4)
              + "      "
              + Text.left(Text.escape(device.name()), 13);
      output.line(
          device.object() == 0
              ? start + "      (none)     "
              : start + "  " + Text.hex(device.object(), 16) + "  " + operations);
    }
  }

  private static String symbol(Kernel kernel, long address) {
    return kernel
        .symbols()
        .at(address)
        .filter(symbol -> symbol.address() == address)
        .map(Symbol::name)
        .orElse(Long.toHexString(address));
  }
}
