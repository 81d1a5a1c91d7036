package io.kwalk.lab.debuginfo.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.debuginfo.Debuginfod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebuginfodTest {
  private static final String ID = "0123456789abcdef0123456789abcdef01234567";
  private static final byte[] CONTENT = "a debug file".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder = Path.of(".");
  private final List<String> notes = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private interface Use {
    void of(String url) throws IOException;
  }

  private void serve(Answer answer, Use use) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          try (exchange) {
            answer.to(exchange);
          }
        });
    server.start();
    try {
      use.of("http://127.0.0.1:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private Optional<Path> find(String urls, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("DEBUGINFOD_URLS", urls);
    environment.putIfAbsent("XDG_CACHE_HOME", folder.toString());
    return Debuginfod.of(environment).flatMap(client -> client.find(ID, notes::add));
  }

  private Path cached() {
    return folder.resolve("debuginfod_client").resolve(ID).resolve("debuginfo");
  }

  @Test
  void fetchesOnceAndKeeps() throws IOException {
    List<String> paths = new ArrayList<>();
    serve(
        exchange -> {
          paths.add(exchange.getRequestURI().toString());
          send(exchange, 200, CONTENT);
        },
        url -> {
          assertEquals(Optional.of(cached()), find(url + "/", Map.of()));
          assertEquals(Optional.of(cached()), find(url, Map.of()));
        });
    assertEquals(List.of("/buildid/" + ID + "/debuginfo"), paths);
    assertArrayEquals(CONTENT, Files.readAllBytes(cached()));
    assertEquals(List.of(), notes);
    assertOneFile();
  }

  /** Nothing half-written stays behind. */
  private void assertOneFile() throws IOException {
    try (Stream<Path> files = Files.list(cached().getParent())) {
      assertEquals(List.of(cached()), files.toList());
    }
  }

  @Test
  void remembersThatNoServerHasIt() throws IOException {
    serve(
        exchange -> send(exchange, 404, new byte[0]),
        url -> {
          assertEquals(Optional.empty(), find(url, Map.of()));
          assertEquals(Optional.empty(), find(url, Map.of()));
          assertEquals(1, requests.get());
          Files.setLastModifiedTime(cached(), FileTime.fromMillis(0));
          assertEquals(Optional.empty(), find(url, Map.of()));
          assertEquals(2, requests.get());
        });
    assertEquals(List.of(), notes);
    assertOneFile();
  }

  @Test
  void asksTheNextServerAfterAFailure() throws IOException {
    serve(
        exchange -> send(exchange, 500, new byte[0]),
        bad ->
            serve(
                exchange -> send(exchange, 200, CONTENT),
                good ->
                    assertEquals(
                        Optional.of(cached()), find(bad + " ima:enforcing " + good, Map.of()))));
    assertEquals(1, notes.size());
    assertTrue(notes.getFirst().endsWith("HTTP status 500"), notes::toString);
  }

  @Test
  void anAnswerThatIsCutOffIsNotKept() throws IOException {
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(CONTENT);
        },
        url -> assertEquals(Optional.empty(), find(url, Map.of())));
    assertEquals(1, notes.size());
    assertTrue(Files.notExists(cached()));
  }

  @Test
  void givesUpOnASilentServer() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      long start = System.nanoTime();
      assertEquals(Optional.empty(), find(url, Map.of("DEBUGINFOD_TIMEOUT", "1")));
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20));
    }
    assertEquals(1, notes.size());
  }

  @Test
  void fetchesNoMoreThanIsAllowed() throws IOException {
    serve(
        exchange -> send(exchange, 200, CONTENT),
        url -> assertEquals(Optional.empty(), find(url, Map.of("DEBUGINFOD_MAXSIZE", "5"))));
    assertTrue(notes.getFirst().endsWith("12 bytes, more than DEBUGINFOD_MAXSIZE"));
  }

  @Test
  void withoutServersThereIsNoClient() {
    assertTrue(Debuginfod.of(Map.of("HOME", "/nowhere")).isEmpty());
    assertTrue(Debuginfod.of(Map.of("HOME", "/x", "DEBUGINFOD_URLS", " ima:enforcing ")).isEmpty());
  }

  /** Debian's debuginfod, where it is installed. */
  @Test
  void fetchesFromARealServer() throws Exception {
    Path program = Path.of("/usr/bin/debuginfod");
    assumeTrue(Files.isExecutable(program), "debuginfod is not installed");
    Path file =
        RealDumps.repository().resolve("lab/src/test/resources/io/kwalk/lab/debuginfo/elf/dwz-one");
    Path served = Files.createDirectory(folder.resolve("served"));
    Files.copy(file, served.resolve("one"));
    served.resolve("one").toFile().setExecutable(true);
    String id = ElfFile.open(file).buildId().orElseThrow();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process server =
        new ProcessBuilder(
                program.toString(),
                "-p",
                String.valueOf(port),
                "-d",
                ":memory:",
                "-F",
                served.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      Map<String, String> environment =
          Map.of(
              "DEBUGINFOD_URLS",
              "http://127.0.0.1:" + port,
              "DEBUGINFOD_CACHE_PATH",
              folder.resolve("cache").toString());
      Path kept = folder.resolve("cache").resolve(id).resolve("debuginfo");
      Debuginfod client = Debuginfod.of(environment).orElseThrow();
      Optional<Path> found = Optional.empty();
      // It scans its folder after it started; until then it refuses, or knows nothing.
      for (int i = 0; i < 100 && found.isEmpty(); i++) {
        Files.deleteIfExists(kept);
        found = client.find(id, notes::add);
        Thread.sleep(found.isEmpty() ? 200 : 0);
      }
      assertEquals(Optional.of(kept), found, () -> log() + notes);
      assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(kept));
    } finally {
      server.destroy();
      server.waitFor(20, TimeUnit.SECONDS);
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
