package io.kwalk.lab.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flattened files: records in any order, over each other, with holes, and cut. */
class FlattenedFileTest {
  private static final int PAGE = 4096;

  @TempDir Path folder;
  private byte[] page = new byte[PAGE];
  private byte[] plain = new byte[0];

  @BeforeEach
  void makePlainFile() {
    for (int i = 0; i < PAGE; i++) {
      page[i] = (byte) (i / 50);
    }
    plain = new KdumpWriter().page(0x3000, page).page(0x5000, page).build();
  }

  private DumpImage open(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("vmcore.flat"), file);
    return DumpImages.open(List.of(path.toString()), ImageOptions.DEFAULT);
  }

  private void assertReadable(byte[] file) throws IOException {
    try (DumpImage image = open(file)) {
      assertArrayEquals(page, image.memory().read(0x3000, PAGE));
      assertArrayEquals(page, image.memory().read(0x5000, PAGE));
      assertEquals(false, image.incomplete());
    }
  }

  @Test
  void readsRecordsInAnyOrder() throws IOException {
    for (int seed = 0; seed < 10; seed++) {
      assertReadable(new FlattenedWriter().file(plain, 7 + 100 * seed).shuffle(seed).build());
    }
  }

  @Test
  void laterRecordsOverwriteEarlierOnes() throws IOException {
    byte[] junk = new byte[2000];
    Arrays.fill(junk, (byte) 0xee);
    FlattenedWriter writer = new FlattenedWriter();
    for (int at = 0; at < plain.length - 2000; at += 1500) {
      writer.put(at, junk);
    }
    assertReadable(writer.file(plain, 4096).build());
  }

  @Test
  void whatNoRecordGivesAreZeros() throws IOException {
    FlattenedWriter writer = new FlattenedWriter();
    for (int at = 0; at < plain.length; at += 64) {
      byte[] piece = Arrays.copyOfRange(plain, at, Math.min(plain.length, at + 64));
      if (!Arrays.equals(piece, new byte[piece.length])) {
        writer.put(at, piece);
      }
    }
    assertReadable(writer.build());
  }

  @Test
  void aFileWithoutItsEndIsIncomplete() throws IOException {
    byte[] file = new FlattenedWriter().file(plain, 4096).withoutEnd().build();
    try (DumpImage image = open(file)) {
      assertTrue(image.incomplete());
      assertArrayEquals(page, image.memory().read(0x3000, PAGE));
    }
  }

  @Test
  void refusesAFileThatEndsBeforeItsFirstRecord() {
    byte[] file = new FlattenedWriter().file(plain, 4096).build();
    for (int length : new int[] {12, 4096, 4111}) {
      assertThrows(DumpOpenException.class, () -> open(Arrays.copyOf(file, length)).close());
    }
  }

  @Test
  void recordsThatMakeNoSenseEndTheFile() throws IOException {
    byte[] start = new FlattenedWriter().file(plain, 4096).withoutEnd().build();
    long[][] wrong = {{Long.MAX_VALUE, Long.MAX_VALUE}, {-5, 10}, {10, -5}, {0, Long.MAX_VALUE}};
    for (long[] record : wrong) {
      Bytes file = new Bytes(ByteOrder.BIG_ENDIAN).bytes(0, start);
      file.u64(file.size(), record[0]);
      file.u64(file.size(), record[1]);
      try (DumpImage image = open(file.toArray())) {
        assertTrue(image.incomplete());
        assertArrayEquals(page, image.memory().read(0x5000, PAGE));
      }
    }
  }
}
