package io.kwalk.core.image.codec;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** zlib by the JDK's own inflater, one a thread. */
public final class ZlibDecoder {
  private static final ThreadLocal<Worker> WORKER =
      ThreadLocal.withInitial(() -> new Worker(false));
  private static final ThreadLocal<Worker> RAW_WORKER =
      ThreadLocal.withInitial(() -> new Worker(true));

  private ZlibDecoder() {}

  /** As {@link Compression#decompress}; the checksum is verified. */
  public static boolean decompress(byte[] input, int length, byte[] page) {
    return WORKER.get().decompress(input, length, page);
  }

  /** The same of a stream without zlib's header and checksum (raw deflate). */
  public static boolean decompressRaw(byte[] input, int length, byte[] page) {
    return RAW_WORKER.get().decompress(input, length, page);
  }

  private static final class Worker {
    private final Inflater inflater;
    private final byte[] excess = new byte[1];

    Worker(boolean raw) {
      inflater = new Inflater(raw);
    }

    boolean decompress(byte[] input, int length, byte[] page) {
      inflater.reset();
      inflater.setInput(input, 0, length);
      try {
        // The last call reads the checksum when the page is full already; a byte more is a byte too
        // many.
        return inflater.inflate(page) == page.length
            && (inflater.finished() || inflater.inflate(excess) == 0 && inflater.finished());
      } catch (DataFormatException damaged) {
        return false;
      }
    }
  }
}
