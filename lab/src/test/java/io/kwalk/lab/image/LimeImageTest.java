package io.kwalk.lab.image;

import static io.kwalk.lab.image.DumpFormatContract.assertFault;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.PageState;
import io.kwalk.core.memory.MemoryFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LiME and AVML: blocks of memory, and what can be wrong with them. */
class LimeImageTest {
  private static final int BLOCK_HEADER = 32;

  @TempDir Path folder;

  private DumpImage open(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("memory"), file);
    return DumpImages.open(List.of(path.toString()), ImageOptions.DEFAULT);
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i / 17);
    }
    return bytes;
  }

  @Test
  void readsAcrossTheChunksOfABlock() throws IOException {
    byte[] memory = pattern(300_000);
    try (DumpImage image = open(new AvmlWriter().range(0x10_0000, memory).build())) {
      assertEquals("AVML 2", image.format());
      assertEquals("snappy", image.compression());
      assertArrayEquals(memory, image.memory().read(0x10_0000, memory.length));
      assertArrayEquals(
          Arrays.copyOfRange(memory, 65_530, 65_546), image.memory().read(0x10_0000 + 65_530, 16));
    }
  }

  @Test
  void blocksNeedNotEndWithPages() throws IOException {
    byte[] memory = pattern(0x1234);
    for (byte[] file :
        List.of(
            new LimeWriter().range(0x1000, memory).build(),
            new AvmlWriter().range(0x1000, memory).build())) {
      try (DumpImage image = open(file)) {
        assertEquals(memory[0x1233] & 0xff, image.memory().u8(0x1000 + 0x1233));
        assertFault(
            0x1000 + 0x1234, MemoryFault.Reason.NOT_COVERED, () -> image.memory().u8(0x2234));
      }
    }
  }

  @Test
  void aWrongChecksumIsDamage() throws IOException {
    byte[] file = new AvmlWriter().range(0, pattern(100_000)).build();
    file[BLOCK_HEADER + 10 + 4] ^= 1; // behind the stream identifier and the first chunk's header
    try (DumpImage image = open(file)) {
      assertEquals(PageState.DAMAGED, image.memory().state(0));
      assertFault(8, MemoryFault.Reason.DAMAGED, () -> image.memory().u64(8));
      assertEquals(PageState.PRESENT, image.memory().state(70_000));
    }
  }

  @Test
  void blocksBehindADamagedHeaderAreGone() throws IOException {
    byte[] memory = pattern(4096);
    byte[] file = new LimeWriter().range(0, memory).range(0x10000, memory).build();
    file[BLOCK_HEADER + 4096] ^= 1;
    try (DumpImage image = open(file)) {
      assertTrue(image.incomplete());
      assertArrayEquals(memory, image.memory().read(0, 4096));
      assertEquals(PageState.NOT_COVERED, image.memory().state(0x10000));
    }
  }

  @Test
  void refusesAFirstHeaderThatIsDamagedOrCut() {
    byte[] file = new LimeWriter().range(0x5000, pattern(4096)).build();
    byte[] backwards = file.clone();
    backwards[17] = 0; // the last address before the first
    assertThrows(DumpOpenException.class, () -> open(backwards).close());
    assertThrows(DumpOpenException.class, () -> open(Arrays.copyOf(file, 31)).close());
  }

  @Test
  void aBlockLargerThanTheFileIsCutOff() throws IOException {
    byte[] file = new LimeWriter().range(0, pattern(4096)).build();
    Arrays.fill(file, 16, 22, (byte) 0xff);
    try (DumpImage image = open(file)) {
      assertTrue(image.incomplete());
      assertEquals(PageState.CUT_OFF, image.memory().state(1L << 40));
    }
  }
}
