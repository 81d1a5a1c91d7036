package io.kwalk.linux.boot;

import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * What may be a kernel's linux_banner ("Linux version 6.1.0 (builder@host) (compiler) #1 …").
 *
 * @param address physical
 */
record Banner(long address, String text) {
  private static final String START = "Linux version ";
  private static final byte[] PATTERN = START.getBytes(StandardCharsets.US_ASCII);

  /** The banner is a line of one to three hundred bytes. */
  private static final int LIMIT = 512;

  private static final int MOST = 64;

  /** The release in "Linux version RELEASE (…". */
  String release() {
    int end = text.indexOf(' ', START.length());
    return end < 0 ? "" : text.substring(START.length(), end);
  }

  /** All of an image, of a page the first; reads all memory. */
  static List<Banner> all(PhysicalMemory memory) {
    return new PhysicalScan(memory)
        .find((address, page) -> in(memory, address, page), MOST).stream()
            .map(address -> new Banner(address, text(memory, address)))
            .toList();
  }

  /** The log's copies have no line end behind. */
  private static OptionalLong in(PhysicalMemory memory, long address, byte[] page) {
    for (int at = PhysicalScan.indexOf(page, PATTERN, 0);
        at >= 0;
        at = PhysicalScan.indexOf(page, PATTERN, at + 1)) {
      int digit = at + PATTERN.length;
      if (digit < page.length
          && page[digit] >= '1'
          && page[digit] <= '9'
          && text(memory, address + at).endsWith("\n")) {
        return OptionalLong.of(address + at);
      }
    }
    return OptionalLong.empty();
  }

  private static String text(PhysicalMemory memory, long address) {
    try {
      return memory.cString(address, LIMIT);
    } catch (MemoryFault _) {
      return "";
    }
  }
}
