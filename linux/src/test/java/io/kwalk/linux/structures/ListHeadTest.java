package io.kwalk.linux.structures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.linux.ByteMemory;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListHeadTest {
  private static final long HEAD = 0x1000;
  private final ByteMemory memory = new ByteMemory(HEAD, 0x100);

  @Test
  void walksToTheHead() {
    memory.word(0x1000, 0x1010).word(0x1010, 0x1020).word(0x1020, 0x1000);
    ListWalk walk = ListHead.walk(memory, HEAD);
    assertArrayEquals(new long[] {0x1010, 0x1020}, walk.nodes());
    assertEquals(Optional.empty(), walk.trouble());
  }

  @Test
  void endsAtACycleThatMissesTheHead() {
    memory.word(0x1000, 0x1010).word(0x1010, 0x1020).word(0x1020, 0x1010);
    ListWalk walk = ListHead.walk(memory, HEAD);
    assertArrayEquals(new long[] {0x1010, 0x1020}, walk.nodes());
    assertEquals(Optional.of("the list comes back to 1010"), walk.trouble());
  }

  @Test
  void keepsWhatLiesBeforeAFault() {
    memory.word(0x1000, 0x1010).word(0x1010, 0x9000);
    ListWalk walk = ListHead.walk(memory, HEAD);
    assertArrayEquals(new long[] {0x1010, 0x9000}, walk.nodes());
    assertTrue(walk.trouble().orElseThrow().contains("9000"));
  }

  @Test
  void saysWhereANullPointerIs() {
    memory.word(0x1000, 0x1010);
    assertEquals(
        Optional.of("null pointer in the list node at 1010"),
        ListHead.walk(memory, HEAD).trouble());
  }

  @Test
  void endsAnHlistAtNull() {
    memory.word(0x1000, 0x1010).word(0x1010, 0x1020);
    assertArrayEquals(new long[] {0x1010, 0x1020}, ListHead.walkHlist(memory, HEAD).nodes());
  }

  @Test
  void remembersEveryAddressOfALongList() {
    LongSet set = new LongSet();
    for (long address = 0; address < 10_000 * 64; address += 64) {
      assertTrue(set.add(address));
    }
    for (long address = 0; address < 10_000 * 64; address += 64) {
      assertTrue(set.contains(address));
      assertEquals(false, set.add(address));
    }
    assertEquals(false, set.contains(1));
  }
}
