package io.kwalk.lab.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.cfi.CallFrameInformation;
import io.kwalk.core.debuginfo.cfi.CallFrameRow;
import io.kwalk.core.debuginfo.cfi.FrameAddressRule;
import io.kwalk.core.debuginfo.cfi.RegisterRule;
import io.kwalk.core.debuginfo.elf.ElfFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CallFrameInformationTest {
  /** def_cfa rsp+8, return address at cfa-8: what every function of x86-64 starts with. */
  private static final int[] START = {0x0c, 7, 8, 0x90, 1};

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** An entry: its length, its identifier, its contents. */
  private static byte[] entry(int identifier, byte[]... contents) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : contents) {
      all.writeBytes(part);
    }
    ByteBuffer entry = ByteBuffer.allocate(8 + all.size()).order(ByteOrder.LITTLE_ENDIAN);
    return entry.putInt(4 + all.size()).putInt(identifier).put(all.toByteArray()).array();
  }

  private static byte[] words(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putLong(value);
    }
    return buffer.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] common() {
    return entry(-1, bytes(1, 0, 1, 0x78, 16), bytes(START));
  }

  /** One function at 0x1000, 0x100 bytes long. */
  private static CallFrameInformation of(int... instructions) {
    return debugFrame(joined(common(), entry(0, words(0x1000, 0x100), bytes(instructions))));
  }

  private static CallFrameInformation debugFrame(byte[] section) {
    return file(".debug_frame", section);
  }

  private static CallFrameInformation file(String name, byte[] section) {
    ElfFileWriter writer = new ElfFileWriter(ByteOrder.LITTLE_ENDIAN, true);
    ByteBuffer file = ByteBuffer.wrap(writer.section(name, section).bytes());
    return CallFrameInformation.of(ElfFile.of("test", file)).orElseThrow();
  }

  private static CallFrameRow row(CallFrameInformation information, long address) {
    return information.find(address).orElseThrow();
  }

  @Test
  void rowsFollowTheInstructions() {
    // push rbx; ...; pop rbx
    CallFrameInformation frames = of(0x41, 0x0e, 16, 0x83, 2, 0x02, 0x20, 0x0e, 8, 0xc3);
    CallFrameRow before = row(frames, 0x1000);
    assertEquals(new FrameAddressRule.RegisterPlus(7, 8), before.frameAddress());
    assertNull(before.rule(3));
    assertEquals(new RegisterRule.SavedAt(-8), before.rule(16));
    assertEquals(16, before.returnAddressRegister());
    CallFrameRow inside = row(frames, 0x1001);
    assertEquals(new FrameAddressRule.RegisterPlus(7, 16), inside.frameAddress());
    assertEquals(new RegisterRule.SavedAt(-16), inside.rule(3));
    assertEquals(new RegisterRule.SavedAt(-16), row(frames, 0x1020).rule(3));
    assertNull(row(frames, 0x1021).rule(3));
  }

  @Test
  void coversOnlyItsAddresses() {
    CallFrameInformation frames = of(0);
    assertTrue(frames.find(0x10ff).isPresent());
    assertEquals(Optional.empty(), frames.find(0x1100));
    assertEquals(Optional.empty(), frames.find(0xfff));
    assertEquals(Optional.empty(), frames.find(-1));
  }

  @Test
  void findsAmongUnsortedDescriptions() {
    byte[] section =
        joined(
            common(),
            entry(0, words(0x3000, 0x10), bytes(0x0e, 3)),
            entry(0, words(0xffff_ffff_8100_0000L, 0x10), bytes(0x0e, 4)),
            entry(0, words(0x1000, 0x10), bytes(0x0e, 1)),
            entry(0, words(0x2000, 0x10), bytes(0x0e, 2)));
    CallFrameInformation frames = debugFrame(section);
    assertEquals(4, frames.size());
    for (int i = 1; i <= 3; i++) {
      assertEquals(
          new FrameAddressRule.RegisterPlus(7, i), row(frames, 0x1000 * i + 5).frameAddress());
    }
    assertEquals(
        new FrameAddressRule.RegisterPlus(7, 4),
        row(frames, 0xffff_ffff_8100_000fL).frameAddress());
  }

  @Test
  void remembersAndRestoresStates() {
    CallFrameInformation frames = of(0x0e, 16, 0x83, 2, 0x0a, 0x41, 0x0c, 6, 24, 0xc3, 0x41, 0x0b);
    assertEquals(new FrameAddressRule.RegisterPlus(6, 24), row(frames, 0x1001).frameAddress());
    CallFrameRow restored = row(frames, 0x1002);
    assertEquals(new FrameAddressRule.RegisterPlus(7, 16), restored.frameAddress());
    assertEquals(new RegisterRule.SavedAt(-16), restored.rule(3));
  }

  @Test
  void knowsEveryRule() {
    CallFrameInformation frames =
        of(
            0x07, 0, 0x08, 1, 0x09, 2, 12, 0x14, 3, 2, 0x15, 4, 0x7e, 0x11, 5, 0x7f, 0x05, 6, 3,
            0x2f, 8, 1, 0x10, 9, 1, 0x30, 0x16, 10, 1, 0x31, 0x2e, 0x20, 0x12, 6, 0x7e);
    CallFrameRow row = row(frames, 0x1000);
    assertEquals(RegisterRule.UNDEFINED, row.rule(0));
    assertEquals(RegisterRule.SAME_VALUE, row.rule(1));
    assertEquals(new RegisterRule.InRegister(12), row.rule(2));
    assertEquals(new RegisterRule.FrameAddressPlus(-16), row.rule(3));
    assertEquals(new RegisterRule.FrameAddressPlus(16), row.rule(4));
    assertEquals(new RegisterRule.SavedAt(8), row.rule(5));
    assertEquals(new RegisterRule.SavedAt(-24), row.rule(6));
    assertEquals(new RegisterRule.SavedAt(8), row.rule(8));
    assertEquals(
        0x30,
        assertInstanceOf(RegisterRule.SavedAtExpression.class, row.rule(9)).expression().u8());
    assertEquals(
        0x31,
        assertInstanceOf(RegisterRule.ValueOfExpression.class, row.rule(10)).expression().u8());
    assertEquals(new FrameAddressRule.RegisterPlus(6, 16), row.frameAddress());
  }

  @Test
  void theFrameAddressMayBeAnExpression() {
    CallFrameInformation frames = of(0x0f, 2, 0x77, 8, 0x0e, 8);
    assertThrows(DebugInfoException.class, () -> frames.find(0x1000));
    assertInstanceOf(
        FrameAddressRule.OfExpression.class, row(of(0x0f, 2, 0x77, 8), 0x1000).frameAddress());
  }

  @Test
  void readsVersion4() {
    byte[] section =
        joined(
            entry(-1, bytes(4, 0, 8, 0, 1, 0x78, 16), bytes(START)),
            entry(0, words(0x1000, 0x100), bytes(0x0e, 32)));
    assertEquals(
        new FrameAddressRule.RegisterPlus(7, 32), row(debugFrame(section), 0x1000).frameAddress());
  }

  @Test
  void readsExceptionFramesRelativeToThemselves() {
    // "zRS": pointers relative to their place, four bytes with a sign; a signal frame.
    byte[] common = entry(0, bytes(1, 'z', 'R', 'S', 0, 1, 0x78, 16, 1, 0x1b), bytes(START));
    int pointerAt = common.length + 8;
    ByteBuffer place = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    place.putInt(0x1000 - pointerAt).putInt(0x100);
    byte[] description = entry(common.length + 4, place.array(), bytes(0, 0x41, 0x0e, 16));
    byte[] section = joined(common, description, bytes(0, 0, 0, 0));
    CallFrameInformation frames = file(".eh_frame", section);
    CallFrameRow row = row(frames, 0x1001);
    assertEquals(new FrameAddressRule.RegisterPlus(7, 16), row.frameAddress());
    assertTrue(row.isSignalFrame());
    assertFalse(row(of(0), 0x1000).isSignalFrame());
  }

  @Test
  void damageIsTold() {
    assertThrows(DebugInfoException.class, () -> of(0x0b).find(0x1000));
    assertThrows(DebugInfoException.class, () -> of(0x3f).find(0x1000));
    assertThrows(DebugInfoException.class, () -> of(0x0f, 0x7f).find(0x1000));
    assertThrows(DebugInfoException.class, () -> debugFrame(bytes(9, 0, 0, 0)).find(0));
    byte[] orphan = entry(0x40, words(0x1000, 0x100));
    assertThrows(DebugInfoException.class, () -> debugFrame(orphan).find(0x1000));
    byte[] future = entry(-1, bytes(9, 0, 1, 0x78, 16));
    byte[] section = joined(future, entry(0, words(0x1000, 0x100)));
    assertThrows(DebugInfoException.class, () -> debugFrame(section).find(0x1000));
  }
}
