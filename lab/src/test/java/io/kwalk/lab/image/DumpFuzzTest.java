package io.kwalk.lab.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files made to harm, of any format: nothing may come of them but a refusal or a fault, in bounded
 * time and memory. The same target for every format, as the content alone decides; the seeds are
 * one small file of each.
 */
class DumpFuzzTest {
  private static final int PAGE = 4096;

  @TempDir static Path folder;

  static Stream<Arguments> seeds() {
    byte[] page = new byte[PAGE];
    new Random(1).nextBytes(page);
    byte[] kdump = new KdumpWriter().page(0, page).page(0x1000, new byte[PAGE]).build();
    return Stream.of(
            kdump,
            new KdumpWriter().byteOrder(ByteOrder.BIG_ENDIAN).version(3).page(0, page).build(),
            new FlattenedWriter().file(kdump, 1024).build(),
            new ElfCoreWriter().load(0x1000, page).note(NoteWriter.vmcoreinfo("A=1\n")).build(),
            new ElfCoreWriter().extendedCount().load(0, 0, page, 2 * PAGE).build(),
            new LimeWriter().range(0x1000, page).build(),
            new AvmlWriter().range(0x1000, new byte[PAGE]).build())
        .map(Arguments::of);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "20s")
  void aDumpIsReadOrRefused(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("dump"), file);
    DumpReading.readAll(List.of(path.toString()));
  }
}
