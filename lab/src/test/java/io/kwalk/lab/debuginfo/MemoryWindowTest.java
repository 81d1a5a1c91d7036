package io.kwalk.lab.debuginfo;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import io.kwalk.lab.memory.BytesMemory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Names in a table of which pages may be missing. */
class MemoryWindowTest {
  private static final long BASE = 0x10_0000;
  private static final int SECOND_PAGE = 0x1000;
  private static final int MOST = 512;

  private final BytesMemory memory = new BytesMemory(BASE, new byte[0x2000], LITTLE_ENDIAN);

  private void write(int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      memory.put(BASE + at + i, new int[] {bytes[i]});
    }
  }

  @Test
  void readsANameThatCrossesIntoTheNextPage() {
    write(SECOND_PAGE - 4, "xfs_bmapi_read");
    MemoryWindow names = new MemoryWindow(memory, BASE + 8, 0x2000 - 8);
    assertEquals("xfs_bmapi_read", names.string(SECOND_PAGE - 4 - 8, MOST));
    assertEquals("", names.string(0, MOST));
  }

  @Test
  void endsANameThatHasNoEnd() {
    write(0x10, "abcdef");
    MemoryWindow names = new MemoryWindow(memory, BASE, 0x2000);
    assertEquals("abc", names.string(0x10, 3));
    write(0x1ffe, "ab");
    assertThrows(IndexOutOfBoundsException.class, () -> names.string(0x1ffe, MOST));
    assertThrows(IndexOutOfBoundsException.class, () -> names.string(-1, MOST));
  }

  @Test
  void saysThatTheRestOfANameIsMissing() {
    write(SECOND_PAGE - 2, "ab");
    memory.without(BASE + SECOND_PAGE);
    MemoryWindow names = new MemoryWindow(memory, BASE, 0x2000);
    assertThrows(MemoryFault.class, () -> names.string(SECOND_PAGE - 2, MOST));
    write(SECOND_PAGE - 1, "\0");
    assertEquals("a", new MemoryWindow(memory, BASE, 0x2000).string(SECOND_PAGE - 2, MOST));
  }
}
