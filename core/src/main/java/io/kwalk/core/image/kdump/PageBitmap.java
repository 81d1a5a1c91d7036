package io.kwalk.core.image.kdump;

import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One of the bitmaps of a kdump-compressed file, a bit a page frame, and the rank of its bits: how
 * many are set before one.
 *
 * <p>A rank takes a table of one int for each {@value #BLOCK_BITS} bits, which is made as far as it
 * is asked for, in chunks of {@value #CHUNK_BLOCKS} blocks: opening reads none of it. Bits behind
 * the end of the file count as clear.
 */
final class PageBitmap {
  private static final int BLOCK_BITS = 512;
  private static final int BLOCK_BYTES = BLOCK_BITS / 8;
  private static final int CHUNK_BLOCKS = 1024;
  private static final int CHUNK_BYTES = CHUNK_BLOCKS * BLOCK_BYTES;

  private final DumpFile file;
  private final long offset;
  private final long bits;
  private final long bytes;

  /**
   * For each chunk the set bits before it; one more for the end. Written under the lock, below
   * {@link #ready} only read.
   */
  private final long[] chunkRanks;

  /** For each chunk the set bits in it before each block. */
  private final int[][] blockRanks;

  private volatile int ready;

  /**
   * @param offset where the bitmap starts in the file
   * @param bits page frames it speaks of
   */
  PageBitmap(DumpFile file, long offset, long bits) {
    this.file = file;
    this.offset = offset;
    this.bits = bits;
    this.bytes = file.storedFrom(offset, (bits + 7) / 8);
    int chunks = Math.toIntExact((bytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
    this.chunkRanks = new long[chunks + 1];
    this.blockRanks = new int[chunks][];
  }

  /** Page frames that it speaks of. */
  long bits() {
    return bits;
  }

  /** True where the file ends before the bit. */
  boolean isCutOff(long bit) {
    return bit >> 3 >= bytes;
  }

  /** False for any bit that is not in the file. */
  boolean isSet(long bit) {
    if (bit < 0 || bit >= bits || isCutOff(bit)) {
      return false;
    }
    return (file.u8(offset + (bit >> 3)) >> (bit & 7) & 1) != 0;
  }

  /** How many bits before {@code bit} are set. */
  long rank(long bit) {
    long block = Math.min(bit, bytes * 8) / BLOCK_BITS;
    int chunk = (int) (block / CHUNK_BLOCKS);
    if (chunk >= ready) {
      makeRanks(Math.min(chunk + 1, blockRanks.length));
      if (chunk >= blockRanks.length) {
        return chunkRanks[blockRanks.length];
      }
    }
    return chunkRanks[chunk]
        + blockRanks[chunk][(int) (block % CHUNK_BLOCKS)]
        + countInBlock(block * BLOCK_BYTES, Math.min(bit, bytes * 8));
  }

  /** How many bits are set at all. Reads the whole bitmap once. */
  long count() {
    return rank(bits);
  }

  /**
   * The first bit at or after {@code from} that is set (or clear, if {@code set} is false), or
   * {@link #bits}.
   */
  long next(long from, boolean set) {
    long bit = from;
    long there =
        Math.min(
            bits, bytes * 8); // not the number of bits, which the header may exaggerate without end
    while (bit < there) {
      long word = word(bit >> 6);
      long candidates = (set ? word : ~word) & -1L << bit;
      if (candidates != 0) {
        long found = (bit & -64L) + Long.numberOfTrailingZeros(candidates);
        return found < there || !set ? Math.min(found, bits) : bits;
      }
      bit = (bit & -64L) + 64;
    }
    return set ? bits : Math.min(Math.max(from, there), bits);
  }

  private long word(long index) {
    long at = index * 8;
    if (at + 8 <= bytes) {
      return file.u64(offset + at, ByteOrder.LITTLE_ENDIAN);
    }
    long value = 0;
    for (long i = bytes - 1; i >= at; i--) {
      value = value << 8 | file.u8(offset + i);
    }
    return value;
  }

  /** Set bits from the block's first byte on to before {@code bit}. */
  private int countInBlock(long byteIndex, long bit) {
    int count = 0;
    long index = byteIndex / 8;
    for (; (index + 1) * 64 <= bit; index++) {
      count += Long.bitCount(word(index));
    }
    int rest = (int) (bit & 63);
    return rest == 0 ? count : count + Long.bitCount(word(index) & (1L << rest) - 1);
  }

  private synchronized void makeRanks(int chunks) {
    if (ready >= chunks) {
      return;
    }
    byte[] buffer = new byte[CHUNK_BYTES];
    for (int chunk = ready; chunk < chunks; chunk++) {
      long start = (long) chunk * CHUNK_BYTES;
      int length = (int) Math.min(CHUNK_BYTES, bytes - start);
      file.read(offset + start, buffer, 0, length);
      Arrays.fill(buffer, length, CHUNK_BYTES, (byte) 0);
      int[] ranks = new int[CHUNK_BLOCKS];
      chunkRanks[chunk + 1] = chunkRanks[chunk] + count(buffer, ranks);
      blockRanks[chunk] = ranks;
    }
    ready = chunks;
  }

  private static int count(byte[] buffer, int[] ranks) {
    int count = 0;
    for (int block = 0; block < CHUNK_BLOCKS; block++) {
      ranks[block] = count;
      for (int at = block * BLOCK_BYTES; at < (block + 1) * BLOCK_BYTES; at += 8) {
        count += Long.bitCount(ByteArrays.u64(buffer, at, ByteOrder.LITTLE_ENDIAN));
      }
    }
    return count;
  }
}
