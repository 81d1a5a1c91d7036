package io.kwalk.lab.dumps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A real dump and what the guest said of itself just before it crashed.
 *
 * @param folder holds {@code vmcore} and {@code oracle/}; perhaps {@code crash/}, with crash's
 *     answers
 */
public record RealDump(Path folder) {
  public String name() {
    return folder.getFileName().toString();
  }

  public Path vmcore() {
    return folder.resolve("vmcore");
  }

  /** A file of the guest's record, such as {@code p/modules} or {@code t/1/stack}. */
  public Path oracle(String file) {
    return folder.resolve("oracle").resolve(file);
  }

  public boolean hasOracle() {
    return Files.isDirectory(folder.resolve("oracle"));
  }

  /** Crash's answer to {@code command}, by its INDEX; null if it was not asked. */
  public @Nullable String crash(String command) throws IOException {
    Path index = folder.resolve("crash").resolve("INDEX");
    if (!Files.isReadable(index)) {
      return null;
    }
    for (String line : Files.readAllLines(index)) {
      int tab = line.indexOf('\t');
      if (tab > 0 && line.substring(tab + 1).equals(command)) {
        return Files.readString(folder.resolve("crash").resolve(line.substring(0, tab)));
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name();
  }
}
