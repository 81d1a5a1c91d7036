package io.kwalk.lab.image;

import io.kwalk.core.image.codec.Compression;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;

/** Every format keeps the contract. */
class DumpFormatsTest {
  /** The pages joined into runs without holes. */
  private static SortedMap<Long, byte[]> runs(SortedMap<Long, byte[]> pages) {
    SortedMap<Long, byte[]> runs = new TreeMap<>();
    long start = -1;
    for (Map.Entry<Long, byte[]> page : pages.entrySet()) {
      byte[] run = start < 0 ? null : runs.get(start);
      if (run == null || start + run.length != page.getKey()) {
        start = page.getKey();
        runs.put(start, page.getValue());
      } else {
        byte[] longer = Arrays.copyOf(run, run.length + page.getValue().length);
        System.arraycopy(page.getValue(), 0, longer, run.length, page.getValue().length);
        runs.put(start, longer);
      }
    }
    return runs;
  }

  abstract static class OneFile extends DumpFormatContract {
    abstract byte[] build(SortedMap<Long, byte[]> pages);

    @Override
    List<String> write(SortedMap<Long, byte[]> pages) throws IOException {
      return List.of(Files.write(folder.resolve("dump"), build(pages)).toString());
    }
  }

  abstract static class Kdump extends OneFile {
    abstract Compression compression();

    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      return new KdumpWriter().pages(pages).compression(compression()).build();
    }
  }

  @Nested
  class KdumpZlib extends Kdump {
    @Override
    Compression compression() {
      return Compression.ZLIB;
    }
  }

  @Nested
  class KdumpLzo extends Kdump {
    @Override
    Compression compression() {
      return Compression.LZO;
    }
  }

  @Nested
  class KdumpSnappy extends Kdump {
    @Override
    Compression compression() {
      return Compression.SNAPPY;
    }
  }

  @Nested
  class KdumpZstd extends Kdump {
    @Override
    Compression compression() {
      return Compression.ZSTD;
    }
  }

  @Nested
  class KdumpPlain extends Kdump {
    @Override
    Compression compression() {
      return Compression.NONE;
    }
  }

  @Nested
  class KdumpVersion1 extends OneFile {
    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      return new KdumpWriter().version(1).pages(pages).build();
    }
  }

  @Nested
  class KdumpBigEndian extends OneFile {
    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      return new KdumpWriter().byteOrder(byteOrder()).machine("s390x").pages(pages).build();
    }

    @Override
    ByteOrder byteOrder() {
      return ByteOrder.BIG_ENDIAN;
    }
  }

  @Nested
  class KdumpSplit extends DumpFormatContract {
    @Override
    List<String> write(SortedMap<Long, byte[]> pages) throws IOException {
      long[] bounds = {0, 0x9000, 0x58000, 0x100000};
      long frames = pages.lastKey() / PAGE + 1;
      List<String> files = new ArrayList<>();
      for (int i = 0; i + 1 < bounds.length; i++) {
        long end = Math.min(bounds[i + 1], frames * PAGE);
        Path file = folder.resolve("piece" + i);
        new KdumpWriter().pages(pages).split(bounds[i], end).write(file);
        files.add(i == 0 ? files.size() : 0, file.toString());
      }
      return files;
    }
  }

  @Nested
  class KdumpFlattened extends OneFile {
    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      byte[] plain = new KdumpWriter().pages(pages).compression(Compression.LZO).build();
      return new FlattenedWriter().file(plain, 1000).build();
    }
  }

  @Nested
  class ElfCore extends OneFile {
    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      ElfCoreWriter writer = new ElfCoreWriter();
      runs(pages).forEach(writer::load);
      return writer.build();
    }
  }

  @Nested
  class ElfCoreBigEndian extends OneFile {
    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      ElfCoreWriter writer = new ElfCoreWriter().byteOrder(byteOrder()).machine(22);
      runs(pages).forEach(writer::load);
      return writer.build();
    }

    @Override
    ByteOrder byteOrder() {
      return ByteOrder.BIG_ENDIAN;
    }
  }

  @Nested
  class ElfCoreFlattened extends OneFile {
    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      ElfCoreWriter writer = new ElfCoreWriter();
      pages.forEach(writer::load);
      return new FlattenedWriter().file(writer.build(), 3333).build();
    }
  }

  @Nested
  class Raw extends DumpFormatContract {
    @Override
    List<String> write(SortedMap<Long, byte[]> pages) throws IOException {
      List<String> files = new ArrayList<>();
      for (Map.Entry<Long, byte[]> run : runs(pages).entrySet()) {
        String address = "0x" + Long.toHexString(run.getKey());
        Path file = Files.write(folder.resolve("at-" + address), run.getValue());
        files.add(file + "@" + address);
      }
      return files;
    }
  }

  @Nested
  class Lime extends OneFile {
    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      LimeWriter writer = new LimeWriter();
      runs(pages).forEach(writer::range);
      return writer.build();
    }
  }

  @Nested
  class Avml extends OneFile {
    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      AvmlWriter writer = new AvmlWriter();
      runs(pages).forEach(writer::range);
      return writer.build();
    }
  }

  @Nested
  class AvmlWithPlainChunks extends OneFile {
    @Override
    byte[] build(SortedMap<Long, byte[]> pages) {
      AvmlWriter writer = new AvmlWriter().plainChunks(true);
      pages.forEach(writer::range);
      return writer.build();
    }
  }
}
