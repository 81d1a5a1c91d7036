package io.kwalk.lab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of docs/api.md, compiled and run as a reader would. */
final class ApiDocumentTest {
  /** A program, and what the document says that it prints. */
  record Program(String name, String source, String output) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Program> programs() throws IOException {
    String document = Files.readString(RealDumps.repository().resolve("docs/api.md"));
    List<Program> programs = new ArrayList<>();
    int at = document.indexOf("```java\n");
    while (at >= 0) {
      int end = document.indexOf("\n```\n", at);
      String source = document.substring(at + "```java\n".length(), end + 1);
      // The output is the block right behind.
      int shown = end + "\n```\n".length() + "```\n".length();
      int last = document.indexOf("```\n", shown);
      int from = source.indexOf("class ") + "class ".length();
      String name = source.substring(from, source.indexOf(' ', from));
      programs.add(new Program(name, source, document.substring(shown, last)));
      at = document.indexOf("```java\n", last);
    }
    return programs;
  }

  @Test
  void theDocumentShowsAtLeastFivePrograms() throws IOException {
    assertTrue(programs().size() >= 5);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aProgramPrintsWhatTheDocumentShows(Program program, @TempDir Path folder)
      throws IOException, InterruptedException {
    compile(program, folder);
    assertEquals(program.output(), run(program, folder));
  }

  private static void compile(Program program, Path folder) throws IOException {
    Path source = folder.resolve(program.name() + ".java");
    Files.writeString(source, program.source());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      boolean done =
          compiler
              .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertTrue(done, messages::toString);
    }
  }

  /** In a process of its own: it prints to the standard output of all tests otherwise. */
  private static String run(Program program, Path folder) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                folder + ":" + System.getProperty("java.class.path"),
                program.name(),
                RealDumps.sample().vmcore().toString(),
                RealDumps.sample().folder().resolve("debug").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it does not end");
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
