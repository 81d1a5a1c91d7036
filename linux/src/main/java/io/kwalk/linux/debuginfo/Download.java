package io.kwalk.linux.debuginfo;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One file fetched over HTTP. The JDK's older client is used: it starts faster than the new one.
 */
final class Download {
  /** elfutils gives up where less than this arrives in the time allowed. */
  private static final int LEAST_PROGRESS = 100 << 10;

  private final String url;
  private final Duration timeout;
  private final long mostBytes;

  /**
   * @param timeout for the connection, and for each 100 KiB
   */
  Download(String url, Duration timeout, long mostBytes) {
    this.url = url;
    this.timeout = timeout;
    this.mostBytes = mostBytes;
  }

  /**
   * Fetches the file.
   *
   * @return false if the server has no such file
   * @throws IOException for any other answer, or none, or one that is cut off
   */
  boolean to(Path file) throws IOException {
    if (!(connection() instanceof HttpURLConnection http)) {
      throw new IOException("not HTTP");
    }
    http.setConnectTimeout((int) timeout.toMillis());
    http.setReadTimeout((int) timeout.toMillis());
    http.setRequestProperty("User-Agent", "kwalk");
    try {
      int status = http.getResponseCode();
      if (status == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("HTTP status " + status);
      }
      receive(http, file);
      return true;
    } finally {
      http.disconnect();
    }
  }

  private URLConnection connection() throws IOException {
    try {
      return new URI(url).toURL().openConnection();
    } catch (URISyntaxException | IllegalArgumentException _) {
      throw new IOException("not an address");
    }
  }

  private void receive(HttpURLConnection http, Path file) throws IOException {
    long announced = http.getContentLengthLong();
    if (announced > mostBytes) {
      throw new IOException(announced + " bytes, more than DEBUGINFOD_MAXSIZE");
    }
    long received;
    try (InputStream in = http.getInputStream();
        OutputStream out = Files.newOutputStream(file)) {
      received = copy(in, out);
    }
    if (announced >= 0 && received != announced) {
      throw new IOException("ended after " + received + " of " + announced + " bytes");
    }
    if (received == 0) {
      throw new IOException("an empty answer");
    }
  }

  private long copy(InputStream in, OutputStream out) throws IOException {
    byte[] part = new byte[1 << 16];
    long received = 0;
    long inWindow = 0;
    long windowEnd = System.nanoTime() + timeout.toNanos();
    for (int count = in.read(part); count >= 0; count = in.read(part)) {
      out.write(part, 0, count);
      received += count;
      inWindow += count;
      if (received > mostBytes) {
        throw new IOException("more bytes than DEBUGINFOD_MAXSIZE");
      }
      if (Thread.interrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      if (System.nanoTime() - windowEnd >= 0) {
        if (inWindow < LEAST_PROGRESS) {
          throw new IOException(
              "too slow: " + inWindow + " bytes in " + timeout.toSeconds() + " s");
        }
        inWindow = 0;
        windowEnd = System.nanoTime() + timeout.toNanos();
      }
    }
    return received;
  }
}
