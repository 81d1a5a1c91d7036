package io.kwalk.core.arch.x86_64.disassembler;

/** What is known of the instruction that is being decoded. */
final class DecodeState {
  private static final byte[] NO_CODE = {};

  /** How the opcode is encoded. */
  enum Encoding {
    LEGACY,
    VEX,
    EVEX
  }

  final Prefixes prefixes = new Prefixes();
  byte[] code = NO_CODE;
  int start;
  int end;
  int at;
  long address;

  /** Set when bytes are wanted that are not there, or beyond the fifteenth. */
  boolean cut;

  /** Set when an operand cannot be what is encoded. */
  boolean bad;

  /** Whether fwait stands before it and belongs to it. */
  boolean waits;

  int opcodeEnd;
  Encoding encoding = Encoding.LEGACY;
  int opcode;
  int modRm;

  /** REX.W, VEX.W or EVEX.W. */
  boolean w;

  /** REX's or VEX's bits as numbers to add: 0, 8, or with EVEX 16 and 24. */
  int extendReg;

  int extendRm;
  int extendIndex;
  int vvvv;

  /** 0, 1, 2 for 128, 256, 512 bits. */
  int vectorLength;

  boolean evexB;
  boolean evexZ;
  int evexMask;
  int evexV;

  void start(byte[] newCode, int offset, int newEnd, long newAddress) {
    code = newCode;
    start = offset;
    at = offset;
    end = Math.min(newEnd, offset + X86Disassembler.LONGEST);
    address = newAddress;
    cut = false;
    bad = false;
    waits = false;
    opcodeEnd = offset;
    encoding = Encoding.LEGACY;
    w = false;
    extendReg = 0;
    extendRm = 0;
    extendIndex = 0;
    vvvv = 0;
    vectorLength = 0;
    evexB = false;
    evexZ = false;
    evexMask = 0;
    evexV = 0;
    prefixes.clear();
  }

  int length() {
    return at - start;
  }

  /** The next byte without taking it; -1 at the end. */
  int peek() {
    return at < end ? code[at] & 0xff : -1;
  }

  int peek(int ahead) {
    return at + ahead < end ? code[at + ahead] & 0xff : -1;
  }

  /** The next byte; 0 and {@link #cut} at the end. */
  int next() {
    if (at < end) {
      return code[at++] & 0xff;
    }
    cut = true;
    return 0;
  }

  /** The next 1, 2, 4 or 8 bytes, little-endian, sign-extended. */
  long nextSigned(int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) next() << i * 8;
    }
    int unused = 64 - bytes * 8;
    return value << unused >> unused;
  }

  int mod() {
    return modRm >> 6;
  }

  int reg() {
    return modRm >> 3 & 7;
  }

  int rm() {
    return modRm & 7;
  }

  boolean isRegister() {
    return modRm >= 0xc0;
  }
}
