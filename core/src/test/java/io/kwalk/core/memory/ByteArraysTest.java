package io.kwalk.core.memory;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ByteArraysTest {
  private static final byte[] BYTES = {
    (byte) 0xf1, (byte) 0xf2, (byte) 0xf3, (byte) 0xf4, 0x05, 0x06, 0x07, (byte) 0x88
  };

  @Test
  void readsBothByteOrders() {
    assertEquals(0x8807_0605_f4f3_f2f1L, ByteArrays.u64(BYTES, 0, LITTLE_ENDIAN));
    assertEquals(0xf1f2_f3f4_0506_0788L, ByteArrays.u64(BYTES, 0, BIG_ENDIAN));
    assertEquals(0xf4f3_f2f1L, ByteArrays.u32(BYTES, 0, LITTLE_ENDIAN));
    assertEquals(0xf1f2_f3f4L, ByteArrays.u32(BYTES, 0, BIG_ENDIAN));
    assertEquals(0xf2f1, ByteArrays.u16(BYTES, 0, LITTLE_ENDIAN));
    assertEquals(0xf1f2, ByteArrays.u16(BYTES, 0, BIG_ENDIAN));
  }

  @Test
  void keepsTheSignOnlyWhereAsked() {
    assertEquals(0xf4f3_f2f1, ByteArrays.s32(BYTES, 0, LITTLE_ENDIAN));
    assertEquals(0xf1, ByteArrays.unsigned(BYTES, 0, 1, LITTLE_ENDIAN));
  }

  @Test
  void readsOddSizes() {
    assertEquals(0xf3_f2f1, ByteArrays.unsigned(BYTES, 0, 3, LITTLE_ENDIAN));
    assertEquals(0xf1_f2f3, ByteArrays.unsigned(BYTES, 0, 3, BIG_ENDIAN));
  }

  @Test
  void refusesToReadPastTheEnd() {
    assertThrows(IndexOutOfBoundsException.class, () -> ByteArrays.u64(BYTES, 1, LITTLE_ENDIAN));
  }
}
