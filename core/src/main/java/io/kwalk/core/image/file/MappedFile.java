package io.kwalk.core.image.file;

import io.kwalk.core.image.DumpOpenException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file mapped into memory as a whole: opening costs the same for any size. */
public final class MappedFile implements DumpFile {
  private static final ValueLayout.OfShort SHORT_LE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT_BE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT_LE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT_BE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG_LE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final String name;
  private final Arena arena;
  private final MemorySegment bytes;
  private final long size;

  private MappedFile(String name, Arena arena, MemorySegment bytes) {
    this.name = name;
    this.arena = arena;
    this.bytes = bytes;
    this.size = bytes.byteSize();
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
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, target, at, length);
  }

  @Override
  public int u8(long offset) {
    return bytes.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
  }

  @Override
  public int u16(long offset, ByteOrder order) {
    return bytes.get(order == ByteOrder.LITTLE_ENDIAN ? SHORT_LE : SHORT_BE, offset) & 0xffff;
  }

  @Override
  public int s32(long offset, ByteOrder order) {
    return bytes.get(order == ByteOrder.LITTLE_ENDIAN ? INT_LE : INT_BE, offset);
  }

  @Override
  public long u64(long offset, ByteOrder order) {
    return bytes.get(order == ByteOrder.LITTLE_ENDIAN ? LONG_LE : LONG_BE, offset);
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
