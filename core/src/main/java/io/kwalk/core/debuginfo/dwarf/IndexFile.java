package io.kwalk.core.debuginfo.dwarf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * An index that is kept between runs. What is damaged, half written, of another version or of
 * another file counts as absent; one that cannot be written is done without. Writers make a file of
 * their own and rename it, so that several may run at once.
 *
 * <p>Layout, little endian: magic (8 bytes), version of the index, CRC-32 of the index, sizes of
 * .debug_info and .debug_str (8 bytes each), size of the index, size of the build-id, the build-id
 * in hexadecimal (padded to 64 bytes), the index.
 */
final class IndexFile {
  private static final long MAGIC = 0x5844_4e49_4c41_574bL;
  private static final int HEADER = 104;
  private static final int LONGEST_ID = 64;

  private final Path path;
  private final DwarfFile file;
  private final byte[] id;

  IndexFile(Path path, DwarfFile file) {
    this.path = path;
    this.file = file;
    this.id = file.elf().buildId().orElse("").getBytes(StandardCharsets.US_ASCII);
  }

  /** The kept index; null if there is none that can be used. */
  @Nullable DwarfIndex open() {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < HEADER || size > Integer.MAX_VALUE) {
        return null;
      }
      // Mapped through an arena: the other way of mapping takes tens of milliseconds at first use.
      ByteBuffer all =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto()).asByteBuffer();
      ByteBuffer index = all.slice(HEADER, (int) size - HEADER).order(ByteOrder.LITTLE_ENDIAN);
      boolean ours = all.slice(0, HEADER).equals(header(index));
      return ours && DwarfIndex.isValid(index) ? DwarfIndex.in(index) : null;
    } catch (IOException _) {
      return null;
    }
  }

  /** Keeps an index, if that is possible. */
  void write(DwarfIndex index) {
    if (id.length == 0 || id.length > LONGEST_ID) {
      return;
    }
    try {
      Path folder = path.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path own = Files.createTempFile(folder, path.getFileName().toString(), ".part");
      try {
        ByteBuffer bytes = index.bytes();
        writeAll(own, header(bytes), bytes);
        Files.move(own, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(own);
      }
    } catch (IOException | UnsupportedOperationException _) {
      // Without it the next run makes its own.
    }
  }

  private static void writeAll(Path to, ByteBuffer... parts) throws IOException {
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      for (ByteBuffer part : parts) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
    }
  }

  /** The header that belongs to {@code index} and this file. */
  private ByteBuffer header(ByteBuffer index) {
    CRC32 sum = new CRC32();
    sum.update(index.duplicate());
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC).putInt(DwarfIndex.VERSION).putInt((int) sum.getValue());
    header.putLong(file.section(".debug_info").size());
    header.putLong(file.section(".debug_str").size());
    header.putInt(index.limit()).putInt(id.length);
    header.put(id, 0, Math.min(id.length, LONGEST_ID));
    return header.clear();
  }
}
