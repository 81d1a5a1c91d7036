package io.kwalk.lab.disassembler;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.arch.x86_64.disassembler.AttText;
import io.kwalk.core.arch.x86_64.disassembler.Disassembler;
import io.kwalk.core.arch.x86_64.disassembler.Instruction;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are instructions or bad, of 1 to 15 bytes, and have a text. */
class DisassemblerFuzzTest {
  static Stream<Arguments> seeds() {
    byte[] evex = {0x62, (byte) 0xf1, 0x7c, 0x58, 0x58, 0x48, 0x10};
    byte[] vex = {(byte) 0xc4, (byte) 0xe2, 0x71, (byte) 0x93, 0x04, 0x08};
    byte[] legacy = {(byte) 0xf3, 0x48, 0x0f, 0x38, (byte) 0xf6, 0x44, 0x24, 0x08};
    return Stream.of(evex, vex, legacy).map(Arguments::of);
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytesAreDecoded(byte[] code) {
    Disassembler disassembler = new Disassembler();
    int at = 0;
    while (at < code.length) {
      Instruction instruction = disassembler.decode(code, at, code.length, at);
      int length = instruction.length();
      if (length < 1 || length > Disassembler.LONGEST || at + length > code.length) {
        throw new AssertionError("length " + length + " at " + at);
      }
      if (AttText.of(instruction).isBlank()) {
        throw new AssertionError("no text at " + at);
      }
      at += length;
    }
  }
}
