package io.kwalk.lab.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files made to harm: nothing may come of them but a refusal or a fault, in bounded time and
 * memory. One target takes any bytes; those of the formats damage a small file that is right, as
 * the search would seldom come behind the headers otherwise.
 */
class DumpFuzzTest {
  private static final int PAGE = 4096;

  @TempDir static Path folder;

  private static final byte[] PAGE_BYTES = pageBytes();
  private static final byte[] KDUMP =
      new KdumpWriter().page(0, PAGE_BYTES).page(0x1000, new byte[PAGE]).build();
  private static final byte[] FLATTENED = new FlattenedWriter().file(KDUMP, 1024).build();
  private static final byte[] ELF =
      new ElfCoreWriter().load(0x1000, PAGE_BYTES).note(NoteWriter.vmcoreinfo("A=1\n")).build();
  private static final byte[] LIME = new LimeWriter().range(0x1000, PAGE_BYTES).build();
  private static final byte[] AVML = new AvmlWriter().range(0x1000, new byte[PAGE]).build();

  private static byte[] pageBytes() {
    byte[] page = new byte[PAGE];
    new Random(1).nextBytes(page);
    return page;
  }

  static Stream<Arguments> seeds() {
    return Stream.of(
            KDUMP,
            new KdumpWriter()
                .byteOrder(ByteOrder.BIG_ENDIAN)
                .version(3)
                .page(0, PAGE_BYTES)
                .build(),
            FLATTENED,
            ELF,
            new ElfCoreWriter().extendedCount().load(0, 0, PAGE_BYTES, 2 * PAGE).build(),
            LIME,
            AVML)
        .map(Arguments::of);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "20s")
  void aDumpIsReadOrRefused(byte[] file) throws IOException {
    aFile(file);
  }

  @FuzzTest
  void kdumpIsReadOrRefused(byte[] damage) throws IOException {
    readDamaged(KDUMP, damage);
  }

  @FuzzTest
  void flattenedIsReadOrRefused(byte[] damage) throws IOException {
    readDamaged(FLATTENED, damage);
  }

  @FuzzTest
  void elfIsReadOrRefused(byte[] damage) throws IOException {
    readDamaged(ELF, damage);
  }

  @FuzzTest
  void limeIsReadOrRefused(byte[] damage) throws IOException {
    readDamaged(LIME, damage);
  }

  @FuzzTest
  void avmlIsReadOrRefused(byte[] damage) throws IOException {
    readDamaged(AVML, damage);
  }

  /** Each four bytes of {@code damage} are a place and what to write there; an odd rest cuts. */
  private static void readDamaged(byte[] right, byte[] damage) throws IOException {
    byte[] file = right.clone();
    int at = 0;
    for (; at + 4 <= damage.length; at += 4) {
      int place = damage[at] & 0xff | (damage[at + 1] & 0xff) << 8 | (damage[at + 2] & 0xff) << 16;
      file[place % file.length] = damage[at + 3];
    }
    int rest = damage.length - at;
    if (rest == 2) {
      int length = damage[at] & 0xff | (damage[at + 1] & 0xff) << 8;
      file = Arrays.copyOf(file, Math.min(length, file.length));
    }
    aFile(file);
  }

  private static void aFile(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("dump"), file);
    DumpReading.readAll(List.of(path.toString()));
  }
}
