package io.kwalk.core.image.codec;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** zlib by the JDK's own inflater, one a thread. */
public final class ZlibDecoder {
  private static final ThreadLocal<Worker> WORKER = ThreadLocal.withInitial(Worker::new);

  private ZlibDecoder() {}

  /** As {@link Compression#decompress}; the checksum is verified. */
  public static boolean decompress(byte[] input, int length, byte[] page) {
    return WORKER.get().decompress(input, length, page);
  }

  private static final class Worker {
    private final Inflater inflater = new Inflater();
    private final byte[] excess = new byte[1];

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
