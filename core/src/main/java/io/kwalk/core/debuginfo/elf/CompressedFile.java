package io.kwalk.core.debuginfo.elf;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.image.codec.FileCompression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is compressed as a whole ({@code .ko.xz}, {@code .ko.zst}, {@code .ko.gz}, {@code
 * vmlinux.xz}): a module is unpacked in memory, a vmlinux in a file that has no name any more and
 * goes with the process.
 */
final class CompressedFile {
  /** Larger than nearly all modules. */
  private static final int MOST_IN_MEMORY = 48 << 20;

  /** Debug files shrink to a fifth or so; what grows more than this is made to fill the disk. */
  private static final long MOST_GROWTH = 200;

  private static final long LEAST_LIMIT = 64 << 20;

  private final Path path;
  private final FileCompression compression;
  private final long limit;

  private CompressedFile(Path path, FileCompression compression, long size) {
    this.path = path;
    this.compression = compression;
    this.limit = Math.max(LEAST_LIMIT, size * MOST_GROWTH);
  }

  /**
   * @param size of the packed file, in bytes
   * @throws IOException if the file cannot be read, or a temporary one not be written
   * @throws DebugInfoException if it is damaged
   */
  static ElfBytes unpack(Path path, FileCompression compression, long size) throws IOException {
    return new CompressedFile(path, compression, size).unpack();
  }

  private ElfBytes unpack() throws IOException {
    try (InputStream packed = Files.newInputStream(path);
        InputStream plain = decoded(packed)) {
      ByteArrayOutputStream memory = new ByteArrayOutputStream(1 << 20);
      if (copy(plain, memory, MOST_IN_MEMORY)) {
        return ElfBytes.of(ByteBuffer.wrap(memory.toByteArray()));
      }
      return inFile(memory, plain);
    }
  }

  private InputStream decoded(InputStream packed) throws IOException {
    try {
      return compression.decode(packed);
    } catch (IOException | RuntimeException damaged) {
      throw damaged(0);
    }
  }

  private ElfBytes inFile(ByteArrayOutputStream start, InputStream rest) throws IOException {
    Path file = Files.createTempFile("kwalk-", ".elf");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      OutputStream out = Channels.newOutputStream(channel);
      start.writeTo(out);
      if (!copy(rest, out, limit - start.size())) {
        throw new DebugInfoException(
            path.toString(), "", 0, "unpacks to more than " + MOST_GROWTH + " times its size");
      }
      return ElfBytes.of(channel);
    } finally {
      Files.delete(file);
    }
  }

  /** Copies until the end is reached or {@code most} bytes were written; whether it was the end. */
  private boolean copy(InputStream in, OutputStream out, long most) throws IOException {
    byte[] part = new byte[1 << 16];
    long done = 0;
    while (done < most) {
      int count = read(in, part, done);
      if (count < 0) {
        return true;
      }
      out.write(part, 0, count);
      done += count;
    }
    return false;
  }

  private int read(InputStream in, byte[] part, long done) {
    try {
      return in.read(part);
    } catch (IOException | RuntimeException _) {
      // The libraries throw exceptions of many kinds for damaged input.
      throw damaged(done);
    }
  }

  private DebugInfoException damaged(long at) {
    return new DebugInfoException(
        path.toString(),
        "",
        at,
        "damaged " + compression.name().toLowerCase(java.util.Locale.ROOT));
  }
}
