package io.kwalk.lab.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.PhysicalMemory.Range;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken for a dump, and how what is not is refused. */
class DumpImagesTest {
  @TempDir Path folder;

  private void assertRefused(String why, String... arguments) {
    DumpOpenException refused =
        assertThrows(
            DumpOpenException.class,
            () -> DumpImages.open(List.of(arguments), ImageOptions.DEFAULT).close());
    assertTrue(refused.why().contains(why), refused::getMessage);
    assertEquals(
        arguments.length == 0 ? "no file" : arguments[arguments.length - 1], refused.file());
    assertFalse(refused.remedy().isEmpty());
  }

  private String file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  @Test
  void refusesWhatIsNoDump() throws IOException {
    assertRefused("no dump was given");
    assertRefused("empty", file("empty", new byte[0]));
    assertRefused("is a folder", folder.toString());
    assertRefused("no such file", folder.resolve("nothing").toString());
    assertRefused("not a dump", file("vmcore", "hello".getBytes(StandardCharsets.US_ASCII)));
    assertRefused("not a dump", file("K", new byte[] {'K'}));
    assertRefused("not a file name", "a\0b");
    assertRefused("not a regular file", "/dev/null");
  }

  @Test
  void severalFilesMustBelongTogether() throws IOException {
    String elf = file("elf", new ElfCoreWriter().load(0, new byte[64]).build());
    String kdump = file("kdump", new KdumpWriter().page(0, new byte[4096]).build());
    assertRefused("one dump file too many", elf, kdump);
    assertRefused("not a piece of a split dump", kdump, elf);
  }

  @Test
  void aRawImageNeedsItsAddress() throws IOException {
    String raw = file("raw", new byte[8192]);
    assertRefused("not a dump", raw);
    try (DumpImage image = DumpImages.open(List.of(raw + "@0x40000000"), ImageOptions.DEFAULT)) {
      assertEquals("raw", image.format());
      assertEquals(List.of(new Range(0x40000000, 0x40002000)), image.memory().ranges());
    }
    DumpOpenException refused =
        assertThrows(
            DumpOpenException.class,
            () ->
                DumpImages.open(List.of(raw + "@0xffffffffffffff00"), ImageOptions.DEFAULT)
                    .close());
    assertTrue(refused.why().contains("cannot lie at"), refused::getMessage);
  }

  @Test
  void aFileIsTakenByItsContentWhateverItsName() throws IOException {
    byte[] kdump = new KdumpWriter().page(0, new byte[4096]).build();
    for (String name : List.of("memory.lime", "raw@0x1000", "vmlinux")) {
      try (DumpImage image = DumpImages.open(List.of(file(name, kdump)), ImageOptions.DEFAULT)) {
        assertEquals("kdump-compressed 6", image.format());
      }
    }
  }

  @Test
  void tellsDumpsFromOtherFiles() throws IOException {
    assertTrue(DumpImages.isDump(file("a", new KdumpWriter().page(0, new byte[4096]).build())));
    assertTrue(DumpImages.isDump(file("b", new LimeWriter().range(0, new byte[64]).build())));
    assertTrue(DumpImages.isDump(file("c", new ElfCoreWriter().load(0, new byte[64]).build())));
    assertFalse(
        DumpImages.isDump(file("d", new ElfCoreWriter().type(2).load(0, new byte[64]).build())));
    assertFalse(DumpImages.isDump(file("e", new byte[4096])));
    assertFalse(DumpImages.isDump(folder.toString()));
  }
}
