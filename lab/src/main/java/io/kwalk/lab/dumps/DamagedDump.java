package io.kwalk.lab.dumps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/**
 * Copies of a kdump-compressed dump that something happened to: the file's end is missing, its
 * bytes are others, or the memory in it was overwritten before it was saved. A seed makes the same
 * damage each time.
 */
public final class DamagedDump {
  private static final int WORD = 8;

  private DamagedDump() {}

  /** What happens to a page of memory. */
  public interface Damage {
    /** Changes the page's bytes. */
    void to(byte[] page, Random random);
  }

  /** As if a page had been cleared. */
  public static void zeros(byte[] page, Random random) {
    Arrays.fill(page, (byte) 0);
  }

  /** As if its memory had gone. */
  public static void ones(byte[] page, Random random) {
    Arrays.fill(page, (byte) 0xff);
  }

  /**
   * The kernel's pointers in it change places: lists lead into each other and round in circles, and
   * objects seem to be of other types.
   */
  public static void crossedPointers(byte[] page, Random random) {
    ByteBuffer words = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    int[] pointers = new int[page.length / WORD];
    int found = 0;
    for (int at = 0; at < page.length; at += WORD) {
      if (isKernelPointer(words.getLong(at))) {
        pointers[found++] = at;
      }
    }
    for (int i = 0; i < found; i++) {
      words.putLong(pointers[i], words.getLong(pointers[random.nextInt(found)]));
    }
  }

  private static boolean isKernelPointer(long word) {
    return word >>> 48 >= 0xff00 && word != -1 && (word & WORD - 1) == 0;
  }

  /** The first {@code percent} of the file. */
  public static void cut(Path dump, Path target, int percent) throws IOException {
    copy(dump, target);
    try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
      file.truncate(file.size() * percent / 100);
    }
  }

  /** Gives {@code count} bytes of the file another value each. */
  public static void flip(Path dump, Path target, int count, long seed) throws IOException {
    copy(dump, target);
    Random random = new Random(seed);
    try (FileChannel file =
        FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      for (int i = 0; i < count; i++) {
        long at = random.nextLong(file.size());
        file.read(one.clear(), at);
        one.put(0, (byte) (one.get(0) ^ 1 + random.nextInt(255)));
        file.write(one.rewind(), at);
      }
    }
  }

  /** Damages {@code count} of the pages in the dump; the file itself stays whole. */
  public static void pages(Path dump, Path target, Damage damage, int count, long seed)
      throws IOException {
    copy(dump, target);
    Random random = new Random(seed);
    try (KdumpPages pages = new KdumpPages(target)) {
      for (int i = 0; i < count; i++) {
        int index = random.nextInt(pages.count());
        byte[] page = pages.read(index);
        damage.to(page, random);
        pages.write(index, page);
      }
    }
  }

  /** Writes little-endian words, given by their physical addresses; the file itself stays whole. */
  public static void words(Path dump, Path target, Map<Long, Long> words) throws IOException {
    copy(dump, target);
    try (KdumpPages pages = new KdumpPages(target)) {
      for (Map.Entry<Long, Long> word : words.entrySet()) {
        int index = pages.indexOf(word.getKey());
        byte[] page = pages.read(index);
        int at = (int) (word.getKey() % pages.pageSize());
        ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putLong(at, word.getValue());
        pages.write(index, page);
      }
    }
  }

  private static void copy(Path dump, Path target) throws IOException {
    Files.copy(dump, target, StandardCopyOption.REPLACE_EXISTING);
    boolean _ = target.toFile().setWritable(true);
  }
}
