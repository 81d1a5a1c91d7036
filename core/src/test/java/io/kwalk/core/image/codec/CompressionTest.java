package io.kwalk.core.image.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.lzo.LzoCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every decoder gives what others' compressors took, refuses what is damaged, and harms nothing.
 */
class CompressionTest {
  private static final int PAGE = 4096;

  private static byte[] compressed(Compression compression, byte[] page) {
    return switch (compression) {
      case NONE -> page.clone();
      case ZLIB -> zlib(page);
      case LZO -> with(new LzoCompressor(), page);
      case SNAPPY -> with(new SnappyJavaCompressor(), page);
      case ZSTD -> with(new ZstdJavaCompressor(), page);
    };
  }

  private static byte[] with(Compressor compressor, byte[] page) {
    byte[] output = new byte[compressor.maxCompressedLength(page.length)];
    int length = compressor.compress(page, 0, page.length, output, 0, output.length);
    return Arrays.copyOf(output, length);
  }

  private static byte[] zlib(byte[] page) {
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(page);
      deflater.finish();
      byte[] output = new byte[2 * PAGE];
      int length = deflater.deflate(output);
      return Arrays.copyOf(output, length);
    }
  }

  /** Pages of few and many repetitions, near and far. */
  private static byte[] page(int seed) {
    Random random = new Random(seed);
    byte[] page = new byte[PAGE];
    int at = 0;
    while (at < PAGE) {
      int length = Math.min(PAGE - at, 1 + random.nextInt(1 + seed % 400));
      if (at > 0 && random.nextInt(3) > 0) {
        int from = random.nextInt(at);
        for (int i = 0; i < length; i++) {
          page[at + i] = page[from + i];
        }
      } else {
        byte[] literals = new byte[length];
        random.nextBytes(literals);
        System.arraycopy(literals, 0, page, at, length);
      }
      at += length;
    }
    return page;
  }

  @ParameterizedTest
  @EnumSource
  void givesBackEveryPage(Compression compression) {
    byte[] page = new byte[PAGE];
    for (int seed = 0; seed < 400; seed++) {
      byte[] expected = page(seed);
      byte[] input = compressed(compression, expected);
      assertTrue(compression.decompress(input, input.length, page), "seed " + seed);
      assertArrayEquals(expected, page);
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesNotReadBehindTheLength(Compression compression) {
    byte[] page = new byte[PAGE];
    byte[] expected = page(77);
    byte[] input = compressed(compression, expected);
    byte[] longer = Arrays.copyOf(input, input.length + 5000);
    Arrays.fill(longer, input.length, longer.length, (byte) 0x55);
    assertTrue(compression.decompress(longer, input.length, page));
    assertArrayEquals(expected, page);
    for (int length = 0; length < input.length; length++) {
      assertFalse(compression.decompress(input, length, page), "length " + length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesMoreOrFewerBytesThanAPage(Compression compression) {
    byte[] input = compressed(compression, page(5));
    for (int size : new int[] {1, PAGE - 1, PAGE + 1, 2 * PAGE}) {
      assertFalse(compression.decompress(input, input.length, new byte[size]), "size " + size);
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivesAnyDamage(Compression compression) {
    Random random = new Random(3);
    byte[] page = new byte[PAGE];
    for (int i = 0; i < 3000; i++) {
      byte[] input = compressed(compression, page(i % 50));
      for (int j = 0; j <= i % 4; j++) {
        input[random.nextInt(Math.min(input.length, 1 + i))] = (byte) random.nextInt();
      }
      boolean whole = compression.decompress(input, input.length, page);
      if (whole && compression == Compression.ZLIB) {
        assertArrayEquals(page(i % 50), page, "its checksum must not have matched");
      }
    }
  }

  @Test
  void decodesLzoByItsSpecification() {
    assertLzo("abcdabc", "15 61 62 63 64 4c 00 11 00 00"); // 4 literals, 3 bytes from 4 before
    assertLzo("aaaaaaaaaa", "12 61 27 00 00 11 00 00"); // 1 literal, 9 bytes from 1 before
    assertLzo("abcdefgabcdefg", "18 61 62 63 64 65 66 67 cc 00 40 00 11 00 00", false);
    assertLzo("", "11 00 00");
    byte[] literals = new byte[3 + 15 + 255 + 7];
    Arrays.fill(literals, (byte) 'x');
    String hex = HexFormat.ofDelimiter(" ").formatHex(literals);
    assertLzo("x".repeat(literals.length), "00 00 07 " + hex + " 11 00 00"); // a long first run
  }

  private static void assertLzo(String expected, String hex) {
    assertLzo(expected, hex, true);
  }

  private static void assertLzo(String expected, String hex, boolean whole) {
    byte[] input = HexFormat.ofDelimiter(" ").parseHex(hex);
    byte[] page = new byte[expected.length()];
    assertEquals(whole, LzoDecoder.decompress(input, input.length, page), hex);
    if (whole) {
      assertArrayEquals(expected.getBytes(StandardCharsets.US_ASCII), page);
    }
  }

  @Test
  void refusesSnappyCopiesFromBeforeTheStart() {
    byte[] input = HexFormat.ofDelimiter(" ").parseHex("08 00 61 0d 05");
    assertFalse(SnappyDecoder.decompress(input, input.length, new byte[8]));
  }
}
