package io.kwalk.lab.image;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.image.PrStatus;
import io.kwalk.core.image.QemuCpuState;
import io.kwalk.core.memory.MemoryFault;
import java.io.IOException;
import java.util.List;

/**
 * Asks a dump that may be damaged in any way for all that it has; nothing but the two expected
 * exceptions may come.
 */
final class DumpReading {
  private static final int MOST_PAGES = 32;

  private DumpReading() {}

  /** Opens the dump, if it can be opened, and reads it. */
  static void readAll(List<String> arguments) {
    try (DumpImage image = DumpImages.open(arguments, ImageOptions.DEFAULT)) {
      readAll(image);
    } catch (DumpOpenException refused) {
      if (refused.why().isEmpty() || refused.remedy().isEmpty()) {
        throw new AssertionError("a refusal without a reason or a remedy", refused);
      }
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void readAll(DumpImage image) {
    image.format();
    image.compression();
    image.machine();
    image.properties();
    image.incomplete();
    image.pageCounts();
    image.vmcoreinfo();
    image.physicalOf(0xffff_ffff_8100_0000L);
    PrStatus.all(image);
    QemuCpuState.all(image);
    PhysicalMemory memory = image.memory();
    readPage(memory, 0);
    readPage(memory, -1);
    readPage(memory, Long.MAX_VALUE);
    int pages = 0;
    for (Range range : memory.ranges()) {
      if (pages++ >= MOST_PAGES) {
        return;
      }
      readPage(memory, range.end() - 4);
      long address = range.start();
      while (address < range.end() && pages++ < MOST_PAGES) {
        readPage(memory, address);
        address += memory.pageSize();
      }
    }
  }

  private static void readPage(PhysicalMemory memory, long address) {
    memory.state(address);
    try {
      memory.u64(address);
      memory.read(address, memory.pageSize());
    } catch (MemoryFault missing) {
      // The answer for a page that is not there.
    }
  }
}
