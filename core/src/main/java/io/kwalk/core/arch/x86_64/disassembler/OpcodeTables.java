package io.kwalk.core.arch.x86_64.disassembler;

/** The tables, each read when it is first needed. */
final class OpcodeTables {
  private OpcodeTables() {}

  static final class OneByte {
    static final OpcodeTable TABLE = OpcodeTable.read("opcodes-1.txt", false);

    private OneByte() {}
  }

  static final class TwoByte {
    static final OpcodeTable TABLE = OpcodeTable.read("opcodes-0f.txt", false);

    private TwoByte() {}
  }

  static final class ThreeByte38 {
    static final OpcodeTable TABLE = OpcodeTable.read("opcodes-0f38.txt", false);

    private ThreeByte38() {}
  }

  static final class ThreeByte3A {
    static final OpcodeTable TABLE = OpcodeTable.read("opcodes-0f3a.txt", false);

    private ThreeByte3A() {}
  }

  static final class Vex {
    static final OpcodeTable TABLE = OpcodeTable.read("vex.txt", true);

    private Vex() {}
  }

  static final class Evex {
    static final OpcodeTable TABLE = OpcodeTable.read("evex.txt", true);

    private Evex() {}
  }
}
