package io.kwalk.core.arch.arm64.disassembler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tables beside this package. */
final class Resource {
  private Resource() {}

  /** Its lines but empty ones and comments. */
  static List<String> lines(String name) {
    try (InputStream stream = Resource.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the program has no " + name);
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
