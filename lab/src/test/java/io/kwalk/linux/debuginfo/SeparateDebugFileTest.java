package io.kwalk.linux.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.lab.dumps.RealDumps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeparateDebugFileTest {
  private static final Path FILES =
      RealDumps.repository().resolve("lab/src/test/resources/io/kwalk/lab/debuginfo/elf");

  @TempDir Path folder = Path.of(".");
  private Path stripped = Path.of(".");

  @BeforeEach
  void copy() throws IOException {
    stripped = Files.copy(FILES.resolve("stripped"), folder.resolve("stripped"));
  }

  private @Nullable ElfFile find() throws IOException {
    return SeparateDebugFile.of(stripped, ElfFile.open(stripped));
  }

  private byte[] debugFile() throws IOException {
    return Files.readAllBytes(FILES.resolve("stripped.debug"));
  }

  @Test
  void isFoundBesideTheFileOrInDotDebug() throws IOException {
    assertNull(find());
    Path hidden = Files.createDirectory(folder.resolve(".debug")).resolve("stripped.debug");
    Files.write(hidden, debugFile());
    assertEquals(hidden.toString(), nameOf(find()));
    Path beside = Files.write(folder.resolve("stripped.debug"), debugFile());
    assertEquals(beside.toString(), nameOf(find()));
  }

  private static String nameOf(@Nullable ElfFile file) {
    assertNotNull(file);
    return file.name();
  }

  @Test
  void ofAnotherBuildIsNotTaken() throws IOException {
    byte[] other = debugFile();
    other[other.length / 2] ^= 1;
    Files.write(folder.resolve("stripped.debug"), other);
    assertNull(find());
  }

  @Test
  void namesWithFoldersAreNotFollowed() throws IOException {
    byte[] bytes = Files.readAllBytes(stripped);
    int at =
        new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("stripped.debug\0");
    bytes[at + 2] = '/';
    Files.write(stripped, bytes);
    Files.createDirectory(folder.resolve("st"));
    Files.write(folder.resolve("st/ipped.debug"), debugFile());
    assertNull(find());
  }
}
