package io.kwalk.shell.bpf;

import io.kwalk.linux.bpf.BpfInstruction;
import java.util.Locale;

/**
 * Instructions of BPF as crash and bpftool print them (opcodes: RFC 9669 and
 * include/uapi/linux/bpf.h to 7.3). 32-bit arithmetic is written {@code (u32) r1 += (u32) 5} as
 * crash has it; where crash knows no text, the kernel's own is taken.
 */
final class BpfText {
  /** What a program refers to by number. */
  interface Names {
    /** The kernel function that a call reaches: "bpf_get_current_comm". */
    String helper(BpfInstruction call);

    /** What a call of another function of the program reaches: "pc+5#name". */
    String subprogram(BpfInstruction call);

    /** A 64-bit constant: "map[id:1]" or "0x1234". */
    String constant(BpfInstruction load);
  }

  private static final int CLASS_LD = 0;
  private static final int CLASS_LDX = 1;
  private static final int CLASS_ST = 2;
  private static final int CLASS_STX = 3;
  private static final int CLASS_ALU = 4;
  private static final int CLASS_JMP = 5;
  private static final int CLASS_JMP32 = 6;

  /** In code: whether the second operand is a register. */
  private static final int REGISTER = 0x08;

  private static final int MODE_ABSOLUTE = 0x20;
  private static final int MODE_INDIRECT = 0x40;
  private static final int MODE_SIGN_EXTENDED = 0x80;
  private static final int MODE_ATOMIC = 0xc0;

  /** The internal forms of loads that may fault have these modes in class LDX (filter.h). */
  private static final int MODE_PROBE_SIGN_EXTENDED = 0x40;

  private static final String[] SIZES = {"u32", "u16", "u8", "u64"};
  private static final String[] SIGNED_SIZES = {"s32", "s16", "s8", "s64"};

  /** By the high four bits of arithmetic. */
  private static final String[] OPERATORS = {
    "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "", "%=", "^=", "=", "s>>=", ""
  };

  /** By the high four bits of jumps. */
  private static final String[] CONDITIONS = {
    "", "==", ">", ">=", "&", "!=", "s>", "s>=", "", "", "<", "<=", "s<", "s<="
  };

  private static final int NEGATE = 0x8;
  private static final int MOVE = 0xb;
  private static final int BYTE_ORDER = 0xd;
  private static final int JUMP = 0x0;
  private static final int CALL = 0x8;
  private static final int EXIT = 0x9;
  private static final int MAY_GOTO = 0xe;

  /** BPF_TAIL_CALL: what the verifier makes of a call of bpf_tail_call, which is helper 12. */
  private static final int TAIL_CALL = 0xf;

  private BpfText() {}

  /** The text of an instruction without its place: {@code (b7) r1 = 0}. */
  static String of(BpfInstruction instruction, Names names) {
    return String.format(Locale.ROOT, "(%02x) ", instruction.code())
        + switch (instruction.code() & 7) {
          case CLASS_LD -> load(instruction, names);
          case CLASS_LDX -> memoryLoad(instruction);
          case CLASS_ST -> store(instruction, Integer.toString(instruction.immediate()));
          case CLASS_STX ->
              isAtomic(instruction)
                  ? atomic(instruction)
                  : store(instruction, register(instruction.source()));
          case CLASS_JMP, CLASS_JMP32 -> jump(instruction, names);
          default -> arithmetic(instruction);
        };
  }

  private static String register(int number) {
    return "r" + number;
  }

  private static int operation(BpfInstruction instruction) {
    return instruction.code() >> 4;
  }

  private static int mode(BpfInstruction instruction) {
    return instruction.code() & 0xe0;
  }

  private static String size(BpfInstruction instruction) {
    return SIZES[instruction.code() >> 3 & 3];
  }

  private static String signed(int value) {
    return value < 0 ? Integer.toString(value) : "+" + value;
  }

  private static String unknown(BpfInstruction instruction) {
    return "(unknown: " + instruction.immediate() + ")";
  }

  /** {@code *(u64 *)(r10 -16)}. */
  private static String place(BpfInstruction instruction, String type, int register) {
    return "*(" + type + " *)(" + register(register) + " " + signed(instruction.offset()) + ")";
  }

  private static String load(BpfInstruction instruction, Names names) {
    if (instruction.isWide()) {
      return register(instruction.destination()) + " = " + names.constant(instruction);
    }
    String packet = "r0 = *(" + size(instruction) + " *)skb[";
    return switch (mode(instruction)) {
      case MODE_ABSOLUTE -> packet + instruction.immediate() + "]";
      case MODE_INDIRECT ->
          packet + register(instruction.source()) + " + " + instruction.immediate() + "]";
      default -> unknown(instruction);
    };
  }

  private static String memoryLoad(BpfInstruction instruction) {
    int mode = mode(instruction);
    boolean extended = mode == MODE_SIGN_EXTENDED || mode == MODE_PROBE_SIGN_EXTENDED;
    String type = extended ? SIGNED_SIZES[instruction.code() >> 3 & 3] : size(instruction);
    return register(instruction.destination())
        + " = "
        + place(instruction, type, instruction.source());
  }

  private static String store(BpfInstruction instruction, String value) {
    if (mode(instruction) == MODE_ATOMIC) {
      return "nospec";
    }
    return place(instruction, size(instruction), instruction.destination()) + " = " + value;
  }

  private static boolean isAtomic(BpfInstruction instruction) {
    // 0xe0 is BPF_PROBE_ATOMIC, an internal form.
    return mode(instruction) >= MODE_ATOMIC;
  }

  private static String atomic(BpfInstruction instruction) {
    String type = size(instruction);
    String source = register(instruction.source());
    String where = place(instruction, type, instruction.destination()).substring(1);
    String suffix = type.equals("u64") ? "64" : "";
    String operator = atomicOperator(instruction.immediate() & 0xf0);
    return switch (instruction.immediate()) {
      case 0x00, 0x40, 0x50, 0xa0 -> "lock *" + where + " " + operator + " " + source;
      case 0x01 -> fetch("add", suffix, where, source);
      case 0x41 -> fetch("or", suffix, where, source);
      case 0x51 -> fetch("and", suffix, where, source);
      case 0xa1 -> fetch("xor", suffix, where, source);
      case 0xe1 -> source + " = atomic" + suffix + "_xchg(" + where + ", " + source + ")";
      case 0xf1 -> "r0 = atomic" + suffix + "_cmpxchg(" + where + ", r0, " + source + ")";
      case 0x100 ->
          register(instruction.destination())
              + " = load_acquire("
              + place(instruction, type, instruction.source()).substring(1)
              + ")";
      case 0x110 -> "store_release(" + where + ", " + source + ")";
      default -> unknown(instruction);
    };
  }

  private static String atomicOperator(int operation) {
    return OPERATORS[Math.min(operation >> 4, OPERATORS.length - 1)];
  }

  private static String fetch(String operation, String suffix, String where, String source) {
    return source
        + " = atomic"
        + suffix
        + "_fetch_"
        + operation
        + "("
        + where
        + ", "
        + source
        + ")";
  }

  private static String arithmetic(BpfInstruction instruction) {
    boolean narrow = (instruction.code() & 7) == CLASS_ALU;
    String cast = narrow ? "(u32) " : "";
    String target = register(instruction.destination());
    boolean byRegister = (instruction.code() & REGISTER) != 0;
    String operand =
        byRegister ? register(instruction.source()) : Integer.toString(instruction.immediate());
    return switch (operation(instruction)) {
      case NEGATE -> cast + target + " = " + cast + "-" + target;
      case BYTE_ORDER -> byteOrder(instruction, narrow, target);
      case MOVE -> {
        String special = byRegister ? specialMove(instruction, narrow) : "";
        yield special.isEmpty() ? cast + target + " = " + cast + operand : special;
      }
      case 0xe, 0xf -> unknown(instruction);
      default -> cast + target + " " + operator(instruction) + " " + cast + operand;
    };
  }

  /** Division and remainder are signed where the offset is 1 (6.6). */
  private static String operator(BpfInstruction instruction) {
    String operator = OPERATORS[operation(instruction)];
    boolean divides = operator.equals("/=") || operator.equals("%=");
    return divides && instruction.offset() == 1 ? "s" + operator : operator;
  }

  /** Byte swaps without a condition are of the wide class (6.6). */
  private static String byteOrder(BpfInstruction instruction, boolean narrow, String target) {
    String conversion = narrow ? ((instruction.code() & REGISTER) != 0 ? "be" : "le") : "bswap";
    return target + " = " + conversion + instruction.immediate() + " " + target;
  }

  /** Moves that are told by their offset: sign extensions (6.6), address spaces (6.9). */
  private static String specialMove(BpfInstruction instruction, boolean narrow) {
    String prefix = (narrow ? "w" : "r") + instruction.destination() + " = ";
    String source = (narrow ? "w" : "r") + instruction.source();
    return switch (instruction.offset()) {
      case 8, 16, 32 -> prefix + "(s" + instruction.offset() + ")" + source;
      case 1 -> {
        int spaces = instruction.immediate();
        int from = spaces & 0xffff;
        yield prefix + "addr_space_cast(" + source + ", " + from + ", " + (spaces >>> 16) + ")";
      }
      case -1 -> prefix + "&(void __percpu *)(" + source + ")";
      default -> "";
    };
  }

  private static String jump(BpfInstruction instruction, Names names) {
    boolean narrow = (instruction.code() & 7) == CLASS_JMP32;
    return switch (operation(instruction)) {
      case JUMP ->
          narrow
              ? "gotol pc" + signed(instruction.immediate())
              : "goto pc" + signed(instruction.offset());
      case CALL -> call(instruction, names);
      case EXIT -> "exit";
      case MAY_GOTO -> "may_goto pc" + signed(instruction.offset());
      case TAIL_CALL -> "call bpf_tail_call#12";
      default -> conditional(instruction, narrow ? "w" : "r");
    };
  }

  private static String call(BpfInstruction instruction, Names names) {
    if ((instruction.code() & REGISTER) != 0) {
      return "callx " + register(instruction.destination());
    }
    // BPF_PSEUDO_CALL: a function of the program itself.
    return instruction.source() == 1
        ? "call " + names.subprogram(instruction)
        : "call " + names.helper(instruction) + "#" + instruction.immediate();
  }

  private static String conditional(BpfInstruction instruction, String registers) {
    String operand =
        (instruction.code() & REGISTER) != 0
            ? registers + instruction.source()
            : "0x" + Integer.toHexString(instruction.immediate());
    return "if "
        + registers
        + instruction.destination()
        + " "
        + CONDITIONS[operation(instruction)]
        + " "
        + operand
        + " goto pc"
        + signed(instruction.offset());
  }
}
