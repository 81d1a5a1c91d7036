package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.device.DeviceNumbers;
import io.kwalk.linux.device.DeviceNumbers.DeviceNumber;
import io.kwalk.linux.device.IoResource;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Device numbers and physical addresses against /proc/devices and /proc/iomem. */
class DevicesOracleTest {
  @OverRecords("p/devices")
  void deviceNumbersAsRecorded(RealDump dump) throws Exception {
    List<String> characters = new ArrayList<>();
    List<String> blocks = new ArrayList<>();
    List<String> section = characters;
    for (String line : Files.readAllLines(dump.oracle("p/devices"))) {
      section = line.startsWith("Block") ? blocks : section;
      if (line.matches(" *\\d+ .*")) {
        section.add(line.strip());
      }
    }
    blocks.sort(null);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      OracleRows rows = new OracleRows("devices", dump);
      each(rows, characters, lines(DeviceNumbers.character(kernel, troubles)));
      each(rows, blocks, lines(DeviceNumbers.block(kernel, troubles)).stream().sorted().toList());
      assertEquals(List.of(), troubles);
      rows.check(2);
    }
  }

  private static void each(OracleRows rows, List<String> recorded, List<String> found) {
    rows.same("lines", recorded.size(), found.size());
    for (int i = 0; i < Math.min(recorded.size(), found.size()); i++) {
      rows.same("line", recorded.get(i), found.get(i));
    }
  }

  private static List<String> lines(List<DeviceNumber> numbers) {
    return numbers.stream().map(number -> number.major() + " " + number.name()).toList();
  }

  /** Loading the crash kernel marks its place; it was reserved when the guest booted. */
  @OverRecords("p/iomem")
  void physicalAddressesAsRecorded(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      List<String> found = new ArrayList<>();
      for (IoResource resource :
          IoResource.tree(kernel, kernel.address("iomem_resource"), troubles)) {
        if (resource.depth() == 0) {
          continue;
        }
        found.add(
            "%s%08x-%08x : %s"
                .formatted(
                    "  ".repeat(resource.depth() - 1),
                    resource.start(),
                    resource.end(),
                    resource.name()));
      }
      assertEquals(List.of(), troubles);
      OracleRows rows = new OracleRows("iomem", dump);
      String recorded = Files.readString(dump.oracle("p/iomem")).stripTrailing();
      each(rows, recorded.lines().toList(), found.stream().map(String::stripTrailing).toList());
      rows.check(5);
    }
  }
}
