package io.kwalk.core.arch.x86_64.disassembler;

import io.kwalk.core.arch.code.Disassembler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Decodes x86-64 instructions (64-bit mode). Any bytes give an instruction or one that {@link
 * X86Instruction#isBad is none}, at least one and at most 15 bytes long. Holds the state of one
 * decode at a time: each thread needs its own.
 *
 * <p>Source: Intel SDM volume 2 (December 2023) and AMD APM volume 3, with the tables in this
 * package's resources. Which prefixes an instruction makes no use of, and how bytes that encode
 * nothing are split, follows what objdump of binutils 2.40 prints.
 */
public final class X86Disassembler implements Disassembler {
  /** The longest instruction. */
  public static final int LONGEST = 15;

  private static final int WAIT = 0x9b;

  private final DecodeState state = new DecodeState();
  private final OperandDecoder operands = new OperandDecoder(state);
  private final FormFinder finder = new FormFinder(state);

  @Override
  public int longest() {
    return LONGEST;
  }

  @Override
  public X86Instruction decode(byte[] code, int offset, int end, long address) {
    if (offset < 0 || offset >= end || end > code.length) {
      throw new IndexOutOfBoundsException("no code at " + offset + " of " + code.length);
    }
    state.start(code, offset, end, address);
    if (!readPrefixes()) {
      return prefixesOnly(state.prefixes.count());
    }
    InstructionForm form = finder.find();
    if (state.cut) {
      return cut();
    }
    return form == null ? bad(state.opcodeEnd) : instruction(form);
  }

  /** Reads prefixes; false if another prefix follows REX, which then has no meaning. */
  private boolean readPrefixes() {
    Prefixes prefixes = state.prefixes;
    while (prefixes.count() < LONGEST - 1) {
      int value = state.peek();
      if (value < 0) {
        state.cut = true;
        return true;
      }
      boolean rexBefore = prefixes.hasRex();
      if (rexBefore && (isPrefix(value) || value == WAIT)) {
        return false;
      }
      if (!prefixes.add(value)) {
        return true;
      }
      state.next();
    }
    return !isPrefix(state.peek());
  }

  private static boolean isPrefix(int value) {
    return switch (value) {
      case 0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65 -> true;
      default -> (value & 0xf0) == 0x40;
    };
  }

  private X86Instruction instruction(InstructionForm form) {
    finder.usePrefixes(form);
    String mnemonic = operands.mnemonic(form);
    List<Operand> list = operands(form);
    if (state.cut) {
      return cut();
    }
    if (state.bad) {
      // The first byte behind the prefixes alone: what follows may be code.
      return bad(state.start + state.prefixes.count() + 1);
    }
    mnemonic = operands.finish(form, mnemonic, list);
    String mask = operands.mask();
    return new X86Instruction(
        state.address, state.length(), state.prefixes.names(), mnemonic, list, mask, form);
  }

  private List<Operand> operands(InstructionForm form) {
    List<Operand> list = new ArrayList<>(form.operands.length);
    int immediateAt = -1;
    for (OperandSpec spec : form.operands) {
      if (spec.kind() == OperandKind.VECTOR_IMMEDIATE) {
        // Its byte is the last one, wherever the operand stands.
        immediateAt = list.size();
        continue;
      }
      Operand operand = operands.decode(spec);
      if (operand != null) {
        list.add(operand);
      }
    }
    if (immediateAt >= 0) {
      list.add(immediateAt, operands.vectorByImmediate(form));
    }
    return list;
  }

  private X86Instruction bad(int end) {
    int length = Math.min(end - state.start, LONGEST);
    return nothing(length, state.prefixes.names(), "(bad)");
  }

  /** Bytes that end within an instruction: its first prefixes, or the first byte. */
  private X86Instruction cut() {
    if (state.prefixes.count() > 0) {
      return prefixesOnly(state.end - state.start >= LONGEST ? state.prefixes.count() : 1);
    }
    int first = state.code[state.start] & 0xff;
    return nothing(1, Collections.emptyList(), ".byte 0x" + Integer.toHexString(first));
  }

  private X86Instruction prefixesOnly(int count) {
    return nothing(count, state.prefixes.allNames().subList(0, count), "");
  }

  private X86Instruction nothing(int length, List<String> prefixes, String mnemonic) {
    return new X86Instruction(
        state.address,
        length,
        List.copyOf(prefixes),
        mnemonic,
        Collections.emptyList(),
        "",
        InstructionForm.BAD);
  }
}
