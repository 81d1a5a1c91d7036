package io.kwalk.core.debuginfo.cfi;

import io.kwalk.core.debuginfo.elf.SectionReader;

/**
 * A common information entry: what many functions share (DWARF 5 section 6.4.1).
 *
 * @param segmentSize bytes of a segment selector before addresses
 * @param sized descriptions carry augmentation data behind its length
 * @param pointerEncoding of addresses in descriptions
 * @param instructionsAt where the initial instructions start in the section
 * @param end behind them
 */
record CommonInformation(
    int addressSize,
    int segmentSize,
    long codeAlignment,
    long dataAlignment,
    int returnAddressRegister,
    boolean sized,
    int pointerEncoding,
    boolean signalFrame,
    int instructionsAt,
    int end) {

  /** Whether a description starts with its address, absolute and in eight bytes. */
  boolean isPlain() {
    return pointerEncoding == PointerEncoding.ABSOLUTE && segmentSize == 0 && addressSize == 8;
  }

  /** Reads what follows the identifier, up to {@code end}. */
  static CommonInformation read(SectionReader at, int end, FrameSection section) {
    int version = at.u8();
    if (version != 1 && version != 3 && version != 4) {
      throw at.fault("call frame information of version " + version);
    }
    String augmentation = at.string();
    int addressSize = section.wordSize();
    int segmentSize = 0;
    if (version == 4) {
      addressSize = at.u8();
      segmentSize = at.u8();
      if (addressSize != 4 && addressSize != 8 || segmentSize > 8) {
        throw at.fault("addresses of " + addressSize + " bytes in segments of " + segmentSize);
      }
    }
    if (augmentation.startsWith("eh")) {
      // GCC 2: a pointer that nobody needs.
      at.skip(addressSize);
      augmentation = augmentation.substring(2);
    }
    long codeAlignment = at.uleb();
    long dataAlignment = at.sleb();
    int returnAddress = version == 1 ? at.u8() : at.ulebInt();
    boolean sized = augmentation.startsWith("z");
    int dataEnd = sized ? at.ulebInt() + at.position() : 0;
    Augmentation data = Augmentation.read(at, augmentation, addressSize, section.address());
    at.seek(sized ? dataEnd : at.position());
    if (at.position() > end) {
      throw at.fault("an entry that ends at 0x" + Integer.toHexString(end));
    }
    return new CommonInformation(
        addressSize,
        segmentSize,
        codeAlignment,
        dataAlignment,
        returnAddress,
        sized,
        data.pointerEncoding(),
        data.signalFrame(),
        at.position(),
        end);
  }

  /** What the letters of an augmentation string say. */
  private record Augmentation(int pointerEncoding, boolean signalFrame) {
    static Augmentation read(SectionReader at, String letters, int addressSize, long address) {
      int encoding = PointerEncoding.ABSOLUTE;
      boolean signal = false;
      boolean sized = letters.startsWith("z");
      for (int i = sized ? 1 : 0; i < letters.length(); i++) {
        switch (letters.charAt(i)) {
          case 'L' -> at.u8();
          case 'P' -> PointerEncoding.skip(at, at.u8(), addressSize, address);
          case 'R' -> encoding = at.u8();
          case 'S' -> signal = true;
          // arm64: the second key of pointer authentication; tagged memory.
          case 'B', 'G' -> {}
          default -> {
            if (!sized) {
              throw at.fault("augmentation \"" + letters + "\"");
            }
            // The order of the rest is not known, its length is.
            return new Augmentation(encoding, signal);
          }
        }
      }
      return new Augmentation(encoding, signal);
    }
  }
}
