package io.kwalk.lab.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.boot.KernelLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A kernel is found with less and less help: vmcoreinfo of the headers, of memory, none at all. */
class KernelFinderTest {
  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  private static DumpImage open(RealDump dump) throws Exception {
    return DumpImages.open(List.of(dump.vmcore().toString()), ImageOptions.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void findsVmcoreinfoInMemory(RealDump dump) throws Exception {
    try (DumpImage image = open(dump)) {
      KernelLayout known = KernelLayout.find(image);
      KernelLayout found = KernelLayout.findInMemory(image);
      assertEquals(known.release(), found.release());
      assertEquals(known.imageOffset(), found.imageOffset());
      assertEquals(known.rootTable(), found.rootTable());
      assertEquals(known.vmcoreinfo().values(), found.vmcoreinfo().values());
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void findsTheKernelByItsBanner(RealDump dump) throws Exception {
    try (DumpImage image = open(dump)) {
      KernelLayout known = KernelLayout.find(image);
      KernelLayout found = KernelLayout.findByBanner(image);
      assertEquals(known.release(), found.release());
      assertEquals(known.imageOffset(), found.imageOffset());
      long elsewhere = known.vmcoreinfo().symbol("mem_section").orElseThrow();
      assertEquals(known.memory().physical(elsewhere), found.memory().physical(elsewhere));
    }
  }
}
