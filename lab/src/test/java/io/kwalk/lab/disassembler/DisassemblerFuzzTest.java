package io.kwalk.lab.disassembler;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.arch.arm64.disassembler.Arm64Disassembler;
import io.kwalk.core.arch.code.AddressFormat;
import io.kwalk.core.arch.code.Disassembler;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.arch.code.Place;
import io.kwalk.core.arch.x86_64.disassembler.X86Disassembler;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are instructions or bad, no longer than the longest, and have a text. */
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
    decodeAll(new X86Disassembler(), code);
  }

  static Stream<Arguments> words() {
    byte[] pair = {(byte) 0xfd, 0x7b, (byte) 0xbf, (byte) 0xa9};
    byte[] vectors = {0x00, 0x20, 0x40, 0x4c, 0x20, 0x1c, 0x22, 0x4e};
    byte[] immediates = {0x20, 0x04, 0x00, 0x12, 0x20, (byte) 0x84, 0x00, 0x4f};
    return Stream.of(pair, vectors, immediates).map(Arguments::of);
  }

  @MethodSource("words")
  @FuzzTest
  void anyWordsOfArm64AreDecoded(byte[] code) {
    decodeAll(new Arm64Disassembler(), code);
  }

  private static void decodeAll(Disassembler disassembler, byte[] code) {
    int at = 0;
    while (at < code.length) {
      Instruction instruction = disassembler.decode(code, at, code.length, at);
      int length = instruction.length();
      if (length < 1 || length > disassembler.longest() || at + length > code.length) {
        throw new AssertionError("length " + length + " at " + at);
      }
      if (instruction.text().isBlank()) {
        throw new AssertionError("no text at " + at);
      }
      checkPlaces(instruction);
      at += length;
    }
  }

  /** What an operand reads has a text, and registers have names. */
  private static void checkPlaces(Instruction instruction) {
    StringBuilder out = new StringBuilder();
    instruction.appendMnemonic(out);
    instruction.appendOperands(out, AddressFormat.HEXADECIMAL);
    for (Place place : instruction.places()) {
      if (place instanceof Place.Register register && register.name().isEmpty()) {
        throw new AssertionError("no name in " + out);
      }
    }
  }
}
