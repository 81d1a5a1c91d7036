package io.kwalk.lab.debuginfo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.cfi.CallFrameInformation;
import io.kwalk.core.debuginfo.elf.ElfFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Whatever call frame information holds, a lookup answers or says what is damaged. */
final class CallFrameFuzzTest {
  @FuzzTest
  void readsAnyDebugFrame(byte[] bytes) {
    lookUp(".debug_frame", bytes);
  }

  @FuzzTest
  void readsAnyExceptionFrame(byte[] bytes) {
    lookUp(".eh_frame", bytes);
  }

  private static void lookUp(String section, byte[] bytes) {
    byte[] bounded = Arrays.copyOf(bytes, Math.min(bytes.length, 4096));
    ElfFileWriter writer = new ElfFileWriter(ByteOrder.LITTLE_ENDIAN, true);
    ElfFile elf = ElfFile.of("fuzz", ByteBuffer.wrap(writer.section(section, bounded).bytes()));
    CallFrameInformation frames = CallFrameInformation.of(elf).orElseThrow();
    for (long address : new long[] {0, 0x1000, 0x1010, -1, -4096}) {
      try {
        frames.find(address);
      } catch (DebugInfoException _) {
        // What is damaged may say so.
      }
    }
  }
}
