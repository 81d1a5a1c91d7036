package io.kwalk.core.arch.x86_64.disassembler;

import io.kwalk.core.arch.x86_64.disassembler.DecodeState.Encoding;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Immediate;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Memory;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Port;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Register;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Rounding;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads operands as a row of the opcode tables says, and completes the mnemonic by them. */
final class OperandDecoder {
  private static final String[] ROUNDINGS = {"{rn-sae}", "{rd-sae}", "{ru-sae}", "{rz-sae}"};

  private static final Operand IMPLIED_ONE = new Operand.ImpliedOne();

  private final DecodeState state;
  private final MemoryDecoder memory;
  private final MnemonicText text;

  /** Size of the general operand that is in memory; 0 if none is. */
  private int memoryBytes;

  /** What stands for {@code @} in the mnemonic; null if an immediate is printed instead. */
  private @Nullable String predicate;

  OperandDecoder(DecodeState state) {
    this.state = state;
    this.memory = new MemoryDecoder(state);
    this.text = new MnemonicText(state);
  }

  /** The mnemonic by operand size. Goes before the operands. */
  String mnemonic(InstructionForm form) {
    memoryBytes = 0;
    predicate = null;
    String[] choices = form.mnemonics;
    return switch (choices.length) {
      case 1 -> choices[0];
      case 2 -> choices[stackBytes() == 2 ? 0 : 1];
      default -> choices[bySize(operationBytes())];
    };
  }

  private static int bySize(int bytes) {
    return bytes == 2 ? 0 : bytes == 4 ? 1 : 2;
  }

  /** The mnemonic with suffixes and predicates. Goes behind the operands. */
  String finish(InstructionForm form, String mnemonic, List<Operand> operands) {
    return text.finish(form, mnemonic, operands, memoryBytes, predicate);
  }

  /** "{%k1}{z}" or less. */
  String mask() {
    if (state.evexMask == 0 && !state.evexZ) {
      return "";
    }
    String register = state.evexMask == 0 ? "" : "{%k" + state.evexMask + "}";
    return state.evexZ ? register + "{z}" : register;
  }

  @Nullable Operand decode(OperandSpec spec) {
    return switch (spec.kind()) {
      case GENERAL_OR_MEMORY ->
          state.isRegister() ? general(rm(), bytes(spec)) : generalMemory(bytes(spec));
      case GENERAL -> general(reg() & 15, bytes(spec));
      case GENERAL_RM -> general(rm(), bytes(spec));
      case OPCODE_REGISTER -> general((state.opcode & 7) + extension(Prefixes.REX_B), bytes(spec));
      case ACCUMULATOR -> general(0, bytes(spec));
      case GENERAL_VEX -> general(state.vvvv & 15, bytes(spec));
      case MEMORY -> plainMemory();
      case IMMEDIATE -> immediate(spec.size());
      case RELATIVE -> relative(spec.size());
      case DIRECT_MEMORY -> direct();
      case STRING_SOURCE -> string("ds", 6);
      case STRING_DESTINATION -> string("es", 7);
      case TABLE -> string("ds", 3);
      case SEGMENT -> new Register(RegisterNames.SEGMENT[state.reg()]);
      case CONTROL -> new Register(RegisterNames.CONTROL[reg() & 15]);
      case DEBUG -> new Register(RegisterNames.DEBUG[reg() & 15]);
      case MMX -> mmx(state.reg());
      case MMX_OR_MEMORY -> state.isRegister() ? mmx(state.rm()) : memory.decode(8, 0, 0);
      case MMX_RM -> mmx(state.rm());
      case VECTOR -> vector(reg(), spec);
      case VECTOR_OR_MEMORY -> state.isRegister() ? vector(vectorRm(), spec) : vectorMemory(spec);
      case VECTOR_RM -> vector(vectorRm(), spec);
      case VECTOR_VEX -> vector(state.vvvv, spec);
      case VECTOR_IMMEDIATE -> null;
      case VECTOR_INDEXED -> indexed(spec);
      case MASK -> mask(spec.size());
      case TILE -> tile(spec.size());
      case BOUND -> bound(spec.size());
      case FLOATING_STACK -> new Register("st(" + state.rm() + ")");
      case ROUNDING -> rounding(spec.size());
      case ONE -> IMPLIED_ONE;
      case FIXED -> new Register(spec.text());
      case PORT -> new Port();
    };
  }

  /** The register that the high bits of the last byte name. */
  Register vectorByImmediate(InstructionForm form) {
    return vector(state.next() >> 4, form.operands[0]);
  }

  private int extension(int bit) {
    return state.encoding == Encoding.LEGACY && state.prefixes.rex(bit) ? 8 : 0;
  }

  private int reg() {
    return state.reg()
        + (state.encoding == Encoding.LEGACY ? extension(Prefixes.REX_R) : state.extendReg);
  }

  private int rm() {
    return state.rm()
        + (state.encoding == Encoding.LEGACY ? extension(Prefixes.REX_B) : state.extendRm);
  }

  private int vectorRm() {
    boolean high = state.encoding == Encoding.EVEX && state.extendIndex != 0;
    return rm() + (high ? 16 : 0);
  }

  /** Bytes of a general operand, by the letter of the tables. */
  private int bytes(OperandSpec spec) {
    return switch (spec.size()) {
      case 'b' -> 1;
      case 'w' -> 2;
      case 'd' -> 4;
      case 'q' -> 8;
      case 'v' -> operationBytes();
      case 'y' -> wide() ? 8 : 4;
      case 'z' -> state.prefixes.hasData() ? dataBytes() : 4;
      case 's' -> stackBytes();
      case 'a' -> memory.addressBytes();
      default -> 8;
    };
  }

  private int dataBytes() {
    state.prefixes.useData();
    return 2;
  }

  private boolean wide() {
    return state.encoding == Encoding.LEGACY ? state.prefixes.rex(Prefixes.REX_W) : state.w;
  }

  /** 8 with REX.W, 2 with an operand size prefix, else 4. */
  private int operationBytes() {
    if (wide()) {
      return 8;
    }
    boolean half = state.prefixes.hasData() && state.encoding == Encoding.LEGACY;
    return half ? dataBytes() : 4;
  }

  /** 8, or 2 with an operand size prefix and no REX.W. */
  private int stackBytes() {
    return state.prefixes.hasData() && !state.w ? dataBytes() : 8;
  }

  private Register general(int number, int bytes) {
    boolean byteOfRex = bytes == 1 && number >= 4 && number < 8;
    boolean rex = byteOfRex && state.encoding == Encoding.LEGACY && state.prefixes.rex(0);
    return new Register(RegisterNames.general(number, bytes, rex));
  }

  private Memory generalMemory(int bytes) {
    memoryBytes = bytes;
    return memory.decode(bytes, 0, 0);
  }

  private @Nullable Memory plainMemory() {
    if (state.isRegister()) {
      state.bad = true;
      return null;
    }
    return memory.decode(1, 0, 0);
  }

  private static Register mmx(int number) {
    return new Register(RegisterNames.MMX[number]);
  }

  private Register vector(int number, OperandSpec spec) {
    int limit = state.encoding == Encoding.EVEX ? 31 : 15;
    return new Register(RegisterNames.vector(number & limit, Math.max(16, vectorBytes(spec))));
  }

  private int vectorBytes(OperandSpec spec) {
    int length = 16 << length();
    return switch (spec.size()) {
      case 'h' -> length / 2;
      case 'q' -> length / 4;
      case 'e' -> length / 8;
      case 'o' -> 16;
      case 'y' -> 32;
      default -> length;
    };
  }

  /** The vector length: 512 bits where its bits are a rounding. */
  private int length() {
    boolean rounding = state.evexB && state.isRegister();
    if (state.vectorLength == 3 && !rounding) {
      state.bad = true;
    }
    return rounding ? 2 : state.vectorLength;
  }

  private Memory vectorMemory(OperandSpec spec) {
    int bytes = vectorBytes(spec);
    if (spec.broadcast() && state.evexB) {
      return memory.decode(spec.element(), bytes / spec.element(), 0);
    }
    boolean scalar = spec.element() != 0 && !spec.broadcast();
    return memory.decode(scalar ? spec.element() : bytes, 0, 0);
  }

  private @Nullable Operand indexed(OperandSpec spec) {
    if (state.rm() != 4) {
      state.bad = true;
      return null;
    }
    return memory.decode(Math.max(1, spec.element()), 0, Math.max(16, vectorBytes(spec)));
  }

  private Operand mask(char place) {
    if (place == 'm' && !state.isRegister()) {
      return memory.decode(1, 0, 0);
    }
    int number =
        switch (place) {
          case 'g' -> reg();
          case 'h' -> state.vvvv;
          default -> state.rm();
        };
    if (number > 7) {
      state.bad = true;
    }
    return new Register(RegisterNames.MASK[number & 7]);
  }

  private Operand tile(char place) {
    int number = place == 'g' ? state.reg() : place == 'r' ? state.rm() : state.vvvv & 7;
    return new Register(RegisterNames.TILE[number]);
  }

  private Operand bound(char place) {
    if (place == 'q') {
      return state.isRegister() ? general(rm(), 8) : memory.decode(8, 0, 0);
    }
    if (place == 'm' && !state.isRegister()) {
      return memory.decode(16, 0, 0);
    }
    int number = place == 'g' ? reg() : rm();
    if (number > 3) {
      state.bad = true;
    }
    return new Register(RegisterNames.BOUND[number & 3]);
  }

  private @Nullable Operand rounding(char kind) {
    if (!state.evexB || !state.isRegister()) {
      return null;
    }
    return new Rounding(kind == 's' ? "{sae}" : ROUNDINGS[state.vectorLength]);
  }

  private Memory direct() {
    int bytes = state.prefixes.hasAddress() ? 4 : 8;
    long address = state.nextSigned(bytes);
    return new Memory(
        memory.segment(), null, null, 1, bytes == 4 ? address & 0xffff_ffffL : address, true, 0);
  }

  private Memory string(String segment, int register) {
    String named = segment.equals("ds") ? memory.segment() : null;
    if (segment.equals("ds")) {
      state.prefixes.useSegment();
    }
    String base = RegisterNames.general(register, memory.addressBytes(), true);
    return new Memory(named == null ? segment : named, base, null, 1, 0, false, 0);
  }

  private @Nullable Operand immediate(char size) {
    return switch (size) {
      case 'b' -> new Immediate(state.next());
      case 'w' -> new Immediate(state.nextSigned(2) & 0xffff);
      case 's' -> cut(1, operationBytes());
      case 'z' -> immediate(operationBytes());
      case 't' -> immediate(stackBytes());
      case 'u' -> cut(1, stackBytes());
      case 'v' -> full(operationBytes());
      default -> predicate(size);
    };
  }

  private Immediate immediate(int bytes) {
    return cut(Math.min(bytes, 4), bytes);
  }

  private Immediate full(int bytes) {
    return cut(bytes, bytes);
  }

  /** Reads an immediate, extends its sign, and cuts it to the operation's width. */
  private Immediate cut(int encoded, int bytes) {
    long value = state.nextSigned(encoded);
    return new Immediate(bytes == 8 ? value : value & (1L << bytes * 8) - 1);
  }

  private @Nullable Operand predicate(char kind) {
    int value = state.next();
    predicate = Predicates.name(kind, value);
    return predicate == null ? new Immediate(value) : null;
  }

  private Target relative(char size) {
    int bytes = size == 'b' ? 1 : stackBytes() == 2 ? 2 : 4;
    long offset = state.nextSigned(bytes);
    long target = state.address + state.length() + offset;
    return new Target(bytes == 2 ? target & 0xffff : target);
  }
}
