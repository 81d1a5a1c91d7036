package io.kwalk.core.arch.x86_64.disassembler;

import io.kwalk.core.arch.code.Flow;
import io.kwalk.core.arch.x86_64.disassembler.DecodeState.Encoding;
import org.jspecify.annotations.Nullable;

/** Reads escapes, VEX and EVEX prefixes and the opcode, and finds the row of the tables. */
final class FormFinder {
  private static final int TWO_BYTE = 0x0f;
  private static final int WAIT = 0x9b;
  private static final int EVEX = 0x62;
  private static final int VEX_3 = 0xc4;
  private static final int VEX_2 = 0xc5;

  private final DecodeState state;

  /** The mandatory prefix as a bit: 1 none, 2 66, 4 F3, 8 F2. */
  private int mandatory;

  FormFinder(DecodeState state) {
    this.state = state;
  }

  /** The row for what is encoded, or null if there is none. */
  @Nullable InstructionForm find() {
    state.w = (state.prefixes.rex & Prefixes.REX_W) != 0;
    mandatory =
        switch (state.prefixes.lastRepeatByte()) {
          case 0xf3 -> 4;
          case 0xf2 -> 8;
          default -> state.prefixes.hasData() ? 2 : 1;
        };
    int first = opcodeByte();
    return switch (first) {
      case TWO_BYTE -> escaped();
      case VEX_2 -> vex2();
      case VEX_3 -> vex3();
      case EVEX -> evex();
      case WAIT -> waiting(first);
      default -> select(OpcodeTables.OneByte.TABLE.forms(0, first));
    };
  }

  /** fwait belongs to a floating point instruction behind it: fstcw is fwait and fnstcw. */
  private @Nullable InstructionForm waiting(int opcode) {
    boolean floating = (state.peek() & ~7) == 0xd8 && state.peek(1) >= 0;
    if (!floating || state.prefixes.count() > 0) {
      return select(OpcodeTables.OneByte.TABLE.forms(0, opcode));
    }
    state.waits = true;
    return select(OpcodeTables.OneByte.TABLE.forms(0, opcodeByte()));
  }

  private int opcodeByte() {
    state.opcode = state.next();
    state.opcodeEnd = state.at;
    return state.opcode;
  }

  private @Nullable InstructionForm escaped() {
    int second = opcodeByte();
    return switch (second) {
      case 0x38 -> select(OpcodeTables.ThreeByte38.TABLE.forms(0, opcodeByte()));
      case 0x3a -> select(OpcodeTables.ThreeByte3A.TABLE.forms(0, opcodeByte()));
      default -> select(OpcodeTables.TwoByte.TABLE.forms(0, second));
    };
  }

  // 0b R̄vvv_vLpp
  private @Nullable InstructionForm vex2() {
    int payload = opcodeByte();
    state.encoding = Encoding.VEX;
    state.extendReg = (payload & 0x80) == 0 ? 8 : 0;
    state.w = false;
    return vector(payload, 0);
  }

  // 0bR̄X̄B̄m_mmmm 0bWvvv_vLpp
  private @Nullable InstructionForm vex3() {
    int map = opcodeByte();
    int payload = opcodeByte();
    state.encoding = Encoding.VEX;
    extensions(map);
    state.w = (payload & 0x80) != 0;
    int number = map & 0x1f;
    if (number < 1 || number > 3) {
      state.opcodeEnd = state.start + state.prefixes.count() + 1;
      return null;
    }
    return vector(payload, number - 1);
  }

  private void extensions(int inverted) {
    state.extendReg = (inverted & 0x80) == 0 ? 8 : 0;
    state.extendIndex = (inverted & 0x40) == 0 ? 8 : 0;
    state.extendRm = (inverted & 0x20) == 0 ? 8 : 0;
  }

  private @Nullable InstructionForm vector(int payload, int map) {
    state.vvvv = ~payload >> 3 & 15;
    state.vectorLength = payload >> 2 & 1;
    mandatory = mandatory(payload);
    return select(OpcodeTables.Vex.TABLE.forms(map, opcodeByte()));
  }

  /** pp to the bit of {@link InstructionForm#mandatory}. */
  private static int mandatory(int payload) {
    return 1 << (payload & 3);
  }

  // 0bR̄X̄B̄R̄'_0mmm 0bWvvv_v1pp 0bzLLb_V̄'aaa
  private @Nullable InstructionForm evex() {
    int map = opcodeByte();
    int tables =
        switch (map & 0xf) {
          case 1, 2, 3 -> (map & 0xf) - 1;
          case 5 -> 3;
          case 6 -> 4;
          default -> -1;
        };
    if (tables < 0) {
      return null;
    }
    int payload = opcodeByte();
    if ((payload & 4) == 0) {
      state.opcodeEnd--;
      return null;
    }
    int third = opcodeByte();
    state.encoding = Encoding.EVEX;
    extensions(map);
    state.extendReg |= (map & 0x10) == 0 ? 16 : 0;
    state.w = (payload & 0x80) != 0;
    state.evexV = (third & 8) == 0 ? 16 : 0;
    state.vvvv = (~payload >> 3 & 15) | state.evexV;
    state.vectorLength = third >> 5 & 3;
    state.evexB = (third & 0x10) != 0;
    state.evexZ = (third & 0x80) != 0;
    state.evexMask = third & 7;
    mandatory = mandatory(payload);
    return select(OpcodeTables.Evex.TABLE.forms(tables, opcodeByte()));
  }

  private @Nullable InstructionForm select(InstructionForm[] forms) {
    if (forms.length == 0 || state.cut) {
      return null;
    }
    int modRm = state.peek();
    for (InstructionForm form : forms) {
      if (matches(form, Math.max(modRm, 0))) {
        if (form.usesModRm()) {
          state.modRm = state.next();
        }
        return isUnusedNamed(form) ? null : form;
      }
    }
    if (isFloatingPoint()) {
      state.next();
      state.opcodeEnd = state.at;
    }
    return null;
  }

  /** VEX.vvvv must be all ones (0 here) where it names no operand. */
  private boolean isUnusedNamed(InstructionForm form) {
    return state.encoding != Encoding.LEGACY && (state.vvvv & 15) != 0 && !form.usesVvvv();
  }

  /** Escapes to the floating point unit: ModRM is part of the opcode. */
  private boolean isFloatingPoint() {
    return state.encoding == Encoding.LEGACY
        && (state.opcode & 0xf8) == 0xd8
        && state.opcodeEnd == state.start + state.prefixes.count() + (state.waits ? 2 : 1);
  }

  private boolean matches(InstructionForm form, int modRm) {
    boolean register = modRm >= 0xc0;
    return (form.mandatory == 0 || (form.mandatory & mandatory) != 0)
        && (form.modRm < 0 || form.modRm == modRm)
        && (form.reg < 0 || form.reg == (modRm >> 3 & 7))
        && (form.rm < 0 || form.rm == (modRm & 7))
        && (form.mod == 0 || register == (form.mod == InstructionForm.REGISTER))
        && (!form.needsSib || (modRm & 7) == 4)
        && (form.w == 0 || state.w == (form.w == 2))
        && (form.vectorLength == 0 || vectorLengthFits(form, register))
        && (!form.operandSize64 || state.w)
        && (!form.operandSize16 || state.prefixes.hasData())
        && (!form.addressSize32 || state.prefixes.hasAddress())
        && (!form.rexB || (state.prefixes.rex & Prefixes.REX_B) != 0);
  }

  /** With EVEX.b and a register the length bits are rounding: the length is 512 bits. */
  private boolean vectorLengthFits(InstructionForm form, boolean register) {
    boolean rounding = state.evexB && register && state.encoding == Encoding.EVEX;
    return form.vectorLength - 1 == (rounding ? 2 : state.vectorLength);
  }

  /** Marks the prefixes that are part of the opcode. */
  void usePrefixes(InstructionForm form) {
    if (state.encoding != Encoding.LEGACY) {
      return;
    }
    switch (form.mandatory & mandatory) {
      case 2 -> state.prefixes.useData();
      case 4 -> state.prefixes.useRepeat();
      case 8 -> state.prefixes.useRepeatNot();
      default -> {}
    }
    // Direct addresses keep the prefix in their text.
    if (form.addressSize32 && form.flow() != Flow.NEXT) {
      state.prefixes.useAddress();
    }
    if (form.w == 2 || form.operandSize64) {
      state.prefixes.rex(Prefixes.REX_W);
    }
  }
}
