package io.kwalk.lab.debuginfo;

import static io.kwalk.core.debuginfo.dwarf.DwAt.*;
import static io.kwalk.core.debuginfo.dwarf.DwForm.*;
import static io.kwalk.core.debuginfo.dwarf.DwTag.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.DwarfTypes;
import io.kwalk.core.debuginfo.elf.ElfFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of names in its folder. */
final class DwarfIndexTest {
  private static final int STRUCTS = 500;

  @TempDir Path folder;

  private Path index() {
    return folder.resolve("kwalk/id/types.index");
  }

  private static DwarfFile file(int id) {
    DwarfWriter writer = new DwarfWriter(ByteOrder.LITTLE_ENDIAN, 5, false, 8);
    for (int i = 0; i < STRUCTS; i++) {
      writer.unit().entry(DW_TAG_structure_type, "").name("s" + i);
      writer.number(DW_AT_byte_size, DW_FORM_data4, i).end().endUnit();
    }
    byte[] bytes = writer.file().buildId(new byte[] {1, 2, 3, (byte) id}).bytes();
    return DwarfFile.of(ElfFile.of("test", ByteBuffer.wrap(bytes))).orElseThrow();
  }

  private void allAreFound(DwarfFile file) {
    DwarfTypes types = DwarfTypes.of(file, index());
    for (int i = 0; i < STRUCTS; i++) {
      assertEquals(i, types.struct("s" + i).orElseThrow().size());
    }
    assertTrue(types.struct("s" + STRUCTS).isEmpty());
    assertEquals(STRUCTS, types.named().count());
  }

  private Object identity() throws IOException {
    return Files.readAttributes(index(), BasicFileAttributes.class).fileKey();
  }

  @Test
  void isKeptAndUsedTheNextTime() throws IOException {
    allAreFound(file(1));
    Object first = identity();
    allAreFound(file(1));
    assertEquals(first, identity());
    try (Stream<Path> left = Files.list(index().getParent())) {
      assertEquals(List.of(index()), left.toList());
    }
  }

  @Test
  void isMadeAnewWhereverItIsDamaged() throws IOException {
    allAreFound(file(1));
    byte[] whole = Files.readAllBytes(index());
    for (int at = 0; at < whole.length; at += 41) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(index(), damaged);
      allAreFound(file(1));
      assertArrayEquals(whole, Files.readAllBytes(index()), "byte " + at);
    }
  }

  @Test
  void isMadeAnewIfItIsHalfWritten() throws IOException {
    allAreFound(file(1));
    byte[] whole = Files.readAllBytes(index());
    for (int length = 0; length < whole.length; length += 97) {
      Files.write(index(), Arrays.copyOf(whole, length));
      allAreFound(file(1));
      assertArrayEquals(whole, Files.readAllBytes(index()), length + " bytes");
    }
  }

  @Test
  void isMadeAnewForAnotherFile() throws IOException {
    allAreFound(file(1));
    byte[] whole = Files.readAllBytes(index());
    allAreFound(file(2));
    assertTrue(!Arrays.equals(whole, Files.readAllBytes(index())));
  }

  @Test
  void isDoneWithoutWhereItCannotBeKept() throws IOException {
    Files.writeString(folder.resolve("kwalk"), "no folder");
    allAreFound(file(1));
  }

  @Test
  void severalMayMakeItAtOnce() throws Exception {
    DwarfFile file = file(1);
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(_ -> Thread.ofPlatform().unstarted(() -> allAreFound(file)))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    allAreFound(file);
    try (Stream<Path> left = Files.list(index().getParent())) {
      assertEquals(List.of(index()), left.toList());
    }
  }
}
