package io.kwalk.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: one line of message, status 2, no stack trace. */
class LaunchTest {
  private record Run(int status, String out, String errors) {}

  private static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int status =
        Main.run(
            List.of(arguments),
            new ByteArrayInputStream(new byte[0]),
            out,
            new PrintStream(errors, true, StandardCharsets.UTF_8));
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
  }

  private static void assertRefused(Run run, String... words) {
    assertEquals(2, run.status, run.errors);
    assertEquals("", run.out);
    assertEquals(1, run.errors.lines().count(), run.errors);
    assertTrue(run.errors.startsWith("kwalk: "), run.errors);
    assertFalse(run.errors.contains("\tat "), run.errors);
    for (String word : words) {
      assertTrue(run.errors.contains(word), run.errors);
    }
  }

  @Test
  void somethingThatIsNoDumpIsRefused(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("notes"), "no dump at all\n".repeat(1000));
    assertRefused(run(text.toString()), text.toString());
    assertRefused(run("info", text.toString()), text.toString());
  }

  @Test
  void anEmptyFileIsRefused(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("vmcore"));
    assertRefused(run(empty.toString()), empty.toString(), "empty");
  }

  @Test
  void aFolderIsRefused(@TempDir Path folder) {
    assertRefused(run(folder.toString()), folder.toString(), "folder");
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 64, 4096, 8192, 20_000})
  void aFileCutInItsHeadersIsRefused(int length, @TempDir Path folder) throws IOException {
    byte[] bytes = new byte[length];
    System.arraycopy("KDUMP   \6\0\0\0".getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, 8);
    Path cut = Files.write(folder.resolve("vmcore"), bytes);
    assertRefused(run(cut.toString()), cut.toString());
  }

  @Test
  void aFileWithoutPermissionIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("vmcore"), "KDUMP   ");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
    assertRefused(run(file.toString()), file.toString(), "permission");
  }

  @Test
  void aMissingFileIsRefused() {
    assertRefused(run("/nonexistent/vmcore"), "/nonexistent/vmcore");
    assertRefused(run("frobnicate"), "frobnicate");
  }

  @Test
  void unknownOptionsAreRefusedWithTheNearest() {
    assertRefused(run("--jsn"), "--jsn", "did you mean --json?");
    assertRefused(run("-Z"), "-Z");
    assertRefused(run("-c"), "-c");
    assertRefused(run("--cache", "plenty", "x"), "--cache");
    assertRefused(run("--xen_phys_start", "0", "x"), "Xen");
    assertRefused(run(), "no dump");
    assertRefused(run("info"), "no dump");
    assertRefused(run("--help", "nosuch"), "nosuch");
  }

  @Test
  void controlCharactersInFileNamesAreEscaped() {
    Run run = run("/tmp/\u001b[31mred");
    assertRefused(run, "\\x1b[31mred");
  }

  @Test
  void helpAndVersionNeedNoDump() {
    assertEquals(0, run("--version").status);
    assertTrue(run("-h").out.contains("SYNOPSIS"));
    assertTrue(run("--help", "eval").out.contains("eval - "));
  }
}
