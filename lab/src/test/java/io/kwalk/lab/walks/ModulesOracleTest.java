package io.kwalk.lab.walks;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.module.KernelModule.Region;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/** Modules of a dump against /proc/modules: names, sizes and where their text lies. */
class ModulesOracleTest {
  @OverRecords("p/modules")
  void agreesWithProcModules(RealDump dump) throws Exception {
    TreeMap<String, String> recorded = new TreeMap<>();
    for (String line : Files.readAllLines(dump.oracle("p/modules"))) {
      // name size references users state address
      String[] words = line.split(" ", -1);
      recorded.put(words[0], words[1] + " " + words[5]);
    }
    TreeMap<String, String> found = new TreeMap<>();
    try (Kernel kernel = dump.open()) {
      for (KernelModule module : kernel.modules()) {
        String base = "0x%016x".formatted(module.regions().getFirst().base());
        found.put(module.name(), size(module) + " " + base);
      }
    }
    OracleRows rows = new OracleRows("modules", dump);
    recorded.forEach((name, place) -> rows.same(name, place, found.remove(name)));
    rows.same("others", Map.of(), found);
    rows.check(1);
  }

  private static long size(KernelModule module) {
    return module.regions().stream()
        .filter(region -> !region.kind().startsWith("MOD_INIT"))
        .filter(region -> !region.kind().equals("init_layout"))
        .mapToLong(Region::size)
        .sum();
  }
}
