package io.kwalk.linux.debuginfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Debug files from debuginfod servers, with the environment variables and the cache folder of
 * elfutils' client (debuginfod-client-config(7)), so that both share what was fetched: {@code
 * CACHE/BUILD-ID/debuginfo}. A file of no bytes there says that no server had it a short while ago.
 * Safe for several threads and processes: a file appears whole or not at all.
 */
public final class Debuginfod {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(90);

  /** How long a "not found" holds: elfutils' default of cache_miss_s. */
  private static final Duration MISS_HOLDS = Duration.ofMinutes(10);

  private final List<String> servers;
  private final Path cache;
  private final Duration timeout;
  private final long mostBytes;

  private Debuginfod(List<String> servers, Path cache, Duration timeout, long mostBytes) {
    this.servers = List.copyOf(servers);
    this.cache = cache;
    this.timeout = timeout;
    this.mostBytes = mostBytes;
  }

  /**
   * As the environment has it: {@code DEBUGINFOD_URLS}, {@code DEBUGINFOD_CACHE_PATH}, {@code
   * DEBUGINFOD_TIMEOUT} (seconds), {@code DEBUGINFOD_MAXSIZE} (bytes); empty if it names no server.
   */
  public static Optional<Debuginfod> of(Map<String, String> environment) {
    List<String> servers = new ArrayList<>();
    for (String word : environment.getOrDefault("DEBUGINFOD_URLS", "").split("\\s+", -1)) {
      // Words such as "ima:enforcing" are no servers.
      if (word.startsWith("http://") || word.startsWith("https://")) {
        servers.add(word.endsWith("/") ? word.substring(0, word.length() - 1) : word);
      }
    }
    Path cache = servers.isEmpty() ? null : cache(environment);
    if (cache == null) {
      return Optional.empty();
    }
    long seconds = number(environment.get("DEBUGINFOD_TIMEOUT"), DEFAULT_TIMEOUT.toSeconds());
    Duration timeout = Duration.ofSeconds(Math.clamp(seconds, 1, 86_400));
    long most = number(environment.get("DEBUGINFOD_MAXSIZE"), Long.MAX_VALUE);
    return Optional.of(new Debuginfod(servers, cache, timeout, most));
  }

  private static @Nullable Path cache(Map<String, String> environment) {
    try {
      String own = environment.getOrDefault("DEBUGINFOD_CACHE_PATH", "");
      String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
      String home = environment.getOrDefault("HOME", "");
      if (!own.isEmpty()) {
        return Path.of(own);
      }
      if (!xdg.isEmpty()) {
        return Path.of(xdg, "debuginfod_client");
      }
      return home.isEmpty() ? null : Path.of(home, ".cache", "debuginfod_client");
    } catch (InvalidPathException _) {
      return null;
    }
  }

  private static long number(@Nullable String text, long otherwise) {
    try {
      long value = text == null || text.isEmpty() ? 0 : Long.parseLong(text);
      return value > 0 ? value : otherwise;
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }

  /**
   * The debug file of {@code buildId}: out of the cache folder, else fetched, which may take
   * minutes for a vmlinux; empty if no server has it or can be reached.
   *
   * @param buildId lower-case hexadecimal digits
   * @param notes takes what went wrong, a line each
   */
  public Optional<Path> find(String buildId, Consumer<String> notes) {
    Path file = cache.resolve(buildId).resolve("debuginfo");
    try {
      if (Files.isRegularFile(file) && Files.size(file) > 0) {
        return Optional.of(file);
      }
      if (isMissing(file)) {
        return Optional.empty();
      }
      Files.createDirectories(file.getParent());
      return fetch(buildId, file, notes);
    } catch (IOException failure) {
      notes.accept("debuginfod: " + failure.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isMissing(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    long age = System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis();
    return age < MISS_HOLDS.toMillis();
  }

  private Optional<Path> fetch(String buildId, Path file, Consumer<String> notes)
      throws IOException {
    Path part = Files.createTempFile(file.getParent(), "debuginfo.", ".part");
    try {
      boolean everyoneAnswered = true;
      for (String server : servers) {
        String url = server + "/buildid/" + buildId + "/debuginfo";
        try {
          if (new Download(url, timeout, mostBytes).to(part)) {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(file);
          }
        } catch (IOException failure) {
          everyoneAnswered = false;
          notes.accept("debuginfod: " + url + ": " + failure.getMessage());
        }
      }
      if (everyoneAnswered) {
        Files.write(part, new byte[0]);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return Optional.empty();
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
