package io.kwalk.core.image.page;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.file.DumpFile;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A dump of nothing but memory: raw, LiME, AVML. It names no machine and has no notes. */
public final class ExtentImage implements DumpImage {
  private final DumpFile file;
  private final String format;
  private final String compression;
  private final ExtentMemory memory;
  private final boolean cut;
  private final Map<String, String> properties;

  /**
   * @param cut whether the file ends before its headers say
   * @param properties what the headers say, in printing order
   */
  public ExtentImage(
      DumpFile file,
      String format,
      String compression,
      ExtentMemory memory,
      boolean cut,
      Map<String, String> properties) {
    this.file = file;
    this.format = format;
    this.compression = compression;
    this.memory = memory;
    this.cut = cut;
    this.properties = properties;
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public String compression() {
    return compression;
  }

  @Override
  public int machine() {
    return 0;
  }

  @Override
  public ByteOrder byteOrder() {
    return memory.byteOrder();
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public Optional<byte[]> vmcoreinfo() {
    return Optional.empty();
  }

  @Override
  public List<ElfNote> notes() {
    return List.of();
  }

  @Override
  public Map<String, String> properties() {
    return properties;
  }

  @Override
  public boolean incomplete() {
    return cut || file.cut();
  }

  @Override
  public Map<PageState, Long> pageCounts() {
    return memory.counts();
  }

  @Override
  public void close() {
    file.close();
  }
}
