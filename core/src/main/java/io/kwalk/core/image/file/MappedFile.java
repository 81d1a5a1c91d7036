package io.kwalk.core.image.file;

import io.kwalk.core.image.DumpOpenException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file mapped into memory as a whole: opening costs the same for any size.
 *
 * <p>Bytes are read through buffers over windows of the mapping, not through the segment itself: as
 * fast, and without the 25 to 60 ms that the first use of a segment's layouts takes at start-up
 * (JDK 25). Windows reach into the next one, so that no single value and no small copy crosses an
 * end.
 */
public final class MappedFile implements DumpFile {
  private static final int WINDOW_SHIFT = 30;
  private static final int WINDOW_MASK = (1 << WINDOW_SHIFT) - 1;
  private static final int WINDOW_OVERLAP = 1 << 20;

  private final String name;
  private final Arena arena;
  private final MemorySegment bytes;
  private final long size;
  private final @Nullable ByteBuffer[] windows;

  private MappedFile(String name, Arena arena, MemorySegment bytes) {
    this.name = name;
    this.arena = arena;
    this.bytes = bytes;
    this.size = bytes.byteSize();
    this.windows = new @Nullable ByteBuffer[(int) ((size - 1) >>> WINDOW_SHIFT) + 1];
  }

  /**
   * Maps the file.
   *
   * @throws DumpOpenException where there is none, or none that can be read as a dump at all
   */
  public static MappedFile open(String name) throws DumpOpenException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(regularFile(name), StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      if (bytes.byteSize() == 0) {
        throw new DumpOpenException(
            name, "the file is empty", "see whether the dump was saved in whole");
      }
      return new MappedFile(name, arena, bytes);
    } catch (DumpOpenException problem) {
      arena.close();
      throw problem;
    } catch (IOException | UnsupportedOperationException problem) {
      arena.close();
      throw unreadable(name, problem);
    }
  }

  private static Path regularFile(String name) throws DumpOpenException {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException problem) {
      throw new DumpOpenException(name, "not a file name", "give the path of a dump file");
    }
    if (Files.isDirectory(path)) {
      throw new DumpOpenException(name, "is a folder", "name the dump file inside it");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new DumpOpenException(
          name, "is not a regular file", "copy the dump to a file and open that");
    }
    return path;
  }

  private static DumpOpenException unreadable(String name, Exception problem) {
    return switch (problem) {
      case NoSuchFileException _ ->
          new DumpOpenException(name, "no such file", "give the path of a dump file");
      case AccessDeniedException _ ->
          new DumpOpenException(
              name, "no permission to read it", "run as its owner or change its mode");
      default -> {
        String text = problem.getMessage();
        yield new DumpOpenException(
            name,
            "cannot be read" + (text == null ? "" : " (" + text + ")"),
            "copy the dump to a local disk and open that");
      }
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean has(long offset, long length) {
    return offset >= 0 && length >= 0 && offset <= size && length <= size - offset;
  }

  @Override
  public void read(long offset, byte[] target, int at, int length) {
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, WINDOW_OVERLAP);
      window(offset + done).get((int) (offset + done) & WINDOW_MASK, target, at + done, count);
      done += count;
    }
  }

  @Override
  public int u8(long offset) {
    return window(offset).get((int) offset & WINDOW_MASK) & 0xff;
  }

  @Override
  public int u16(long offset, ByteOrder order) {
    short value = window(offset).getShort((int) offset & WINDOW_MASK);
    return (order == ByteOrder.LITTLE_ENDIAN ? value : Short.reverseBytes(value)) & 0xffff;
  }

  @Override
  public int s32(long offset, ByteOrder order) {
    int value = window(offset).getInt((int) offset & WINDOW_MASK);
    return order == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
  }

  @Override
  public long u64(long offset, ByteOrder order) {
    long value = window(offset).getLong((int) offset & WINDOW_MASK);
    return order == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
  }

  /**
   * The window that holds the offset and a {@value #WINDOW_OVERLAP} bytes behind it, if the file
   * does.
   */
  private ByteBuffer window(long offset) {
    int index = (int) (offset >>> WINDOW_SHIFT);
    ByteBuffer window = windows[index];
    return window != null ? window : openWindow(index);
  }

  private synchronized ByteBuffer openWindow(int index) {
    long start = (long) index << WINDOW_SHIFT;
    long length = Math.min(size - start, (1L << WINDOW_SHIFT) + WINDOW_OVERLAP);
    ByteBuffer window = bytes.asSlice(start, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    windows[index] = window;
    return window;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
