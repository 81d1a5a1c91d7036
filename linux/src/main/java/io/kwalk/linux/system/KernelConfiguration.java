package io.kwalk.linux.system;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/** The configuration the kernel was built with, where it keeps it (CONFIG_IKCONFIG). */
public final class KernelConfiguration {
  /** Compressed 60 KiB today, as text 300 KiB. */
  private static final int MAX_COMPRESSED = 4 << 20;

  private static final int MAX_TEXT = 64 << 20;

  private KernelConfiguration() {}

  /**
   * The text; empty if the kernel has none.
   *
   * @throws MemoryFault if it cannot be read
   * @throws IOException if it is damaged
   */
  public static Optional<String> read(Kernel kernel) throws IOException {
    OptionalLong start = kernel.findAddress("kernel_config_data");
    OptionalLong end = kernel.findAddress("kernel_config_data_end");
    if (start.isEmpty() || end.isEmpty()) {
      return Optional.empty();
    }
    long length = end.getAsLong() - start.getAsLong();
    if (length <= 0 || length > MAX_COMPRESSED) {
      throw new IOException("kernel_config_data of " + length + " bytes");
    }
    byte[] compressed = kernel.memory().read(start.getAsLong(), (int) length);
    try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return Optional.of(new String(stream.readNBytes(MAX_TEXT), StandardCharsets.UTF_8));
    }
  }
}
