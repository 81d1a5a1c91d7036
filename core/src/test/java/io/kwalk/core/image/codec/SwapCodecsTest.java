package io.kwalk.core.image.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** Streams that only compressed swap has: LZ4 blocks, LZO-RLE, deflate without a header. */
class SwapCodecsTest {
  private static final int PAGE = 4096;

  private static byte[] page(int seed) {
    Random random = new Random(seed);
    byte[] page = new byte[PAGE];
    for (int at = 0; at < PAGE; ) {
      int length = Math.min(PAGE - at, 1 + random.nextInt(600));
      byte value = (byte) random.nextInt(4);
      for (int end = at + length; at < end; at++) {
        page[at] = seed % 2 == 0 ? value : (byte) random.nextInt(8 + seed % 200);
      }
    }
    return page;
  }

  private static byte[] lz4(byte[] page) {
    Lz4JavaCompressor compressor = new Lz4JavaCompressor();
    byte[] output = new byte[compressor.maxCompressedLength(page.length)];
    return Arrays.copyOf(
        output, compressor.compress(page, 0, page.length, output, 0, output.length));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  @Test
  void readsBlocksOfLz4() {
    for (int seed = 0; seed < 200; seed++) {
      byte[] page = page(seed);
      byte[] input = lz4(page);
      byte[] output = new byte[PAGE];
      assertTrue(Lz4Decoder.decompress(input, input.length, output), "seed " + seed);
      assertArrayEquals(page, output);
    }
  }

  @Test
  void refusesDamagedBlocksOfLz4() {
    byte[] input = lz4(page(2));
    byte[] output = new byte[PAGE];
    for (int length = 0; length < input.length; length++) {
      assertFalse(Lz4Decoder.decompress(input, length, output), "cut at " + length);
    }
    assertFalse(Lz4Decoder.decompress(input, input.length, new byte[PAGE - 1]));
    assertFalse(Lz4Decoder.decompress(input, input.length, new byte[PAGE + 1]));
    // A distance of 0, and one to before the start.
    assertFalse(Lz4Decoder.decompress(hex("10 41 0000 00"), 5, new byte[6]));
    assertFalse(Lz4Decoder.decompress(hex("10 41 0500 00"), 5, new byte[6]));
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      boolean _ = Lz4Decoder.decompress(noise, noise.length, output);
    }
  }

  /**
   * Version 1; 4 literals; zeros: 0b0001_1LLL, all bits of the distance, the length's other bits,
   * less 4; the end.
   */
  @Test
  void readsRunsOfZerosOfLzo() {
    byte[] expected = Arrays.copyOf("klaw".getBytes(StandardCharsets.US_ASCII), 4 + 1019);
    byte[] output = new byte[expected.length];
    output[500] = 1;
    byte[] input = hex("11 01 15 6b6c6177 1f fcff 7e 110000");
    assertTrue(LzoDecoder.decompress(input, input.length, output));
    assertArrayEquals(expected, output);
  }

  @Test
  void readsLiteralsBehindARunOfZeros() {
    byte[] output = new byte[4 + 4 + 2];
    byte[] input = hex("11 01 15 6b6c6177 18 feff 00 4142 110000");
    assertTrue(LzoDecoder.decompress(input, input.length, output));
    assertEquals("klaw\0\0\0\0AB", new String(output, StandardCharsets.US_ASCII));
  }

  @Test
  void takesNoZerosWithoutAVersion() {
    // The same instruction is then a copy from 0xbfff before, which there is not.
    byte[] input = hex("15 6b6c6177 18 feff 00 4142 110000");
    assertFalse(LzoDecoder.decompress(input, input.length, new byte[10]));
  }

  @Test
  void refusesRunsOfZerosBehindThePage() {
    byte[] input = hex("11 01 15 6b6c6177 1f fcff ff 110000");
    assertFalse(LzoDecoder.decompress(input, input.length, new byte[64]));
    assertFalse(LzoDecoder.decompress(hex("11 01 15 6b6c"), 5, new byte[64]));
  }

  @Test
  void readsDeflateWithoutAHeader() {
    byte[] page = page(4);
    byte[] input = new byte[2 * PAGE];
    int length;
    try (Deflater deflater = new Deflater(9, true)) {
      deflater.setInput(page);
      deflater.finish();
      length = deflater.deflate(input);
    }
    byte[] output = new byte[PAGE];
    assertTrue(ZlibDecoder.decompressRaw(input, length, output));
    assertArrayEquals(page, output);
    assertFalse(ZlibDecoder.decompress(input, length, output));
  }
}
