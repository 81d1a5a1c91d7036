package io.kwalk.core.debuginfo.cfi;

import static io.kwalk.core.debuginfo.cfi.DwCfa.*;

import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Runs call frame instructions up to an address (DWARF 5 section 6.4.3). */
final class FrameProgram {
  /** Registers beyond are vectors or do not exist. */
  private static final int MAX_REGISTERS = 128;

  private static final int MAX_SAVED_STATES = 256;
  private static final int LOW_BITS = 0x3f;

  private final FrameSection section;
  private final FrameDescription description;
  private final CommonInformation common;
  private final boolean arm64;
  private final Deque<State> saved = new ArrayDeque<>();
  private State state = new State(null, new RegisterRule[0], false);
  private @Nullable RegisterRule[] initial = new RegisterRule[0];
  private long location;

  FrameProgram(FrameSection section, FrameDescription description, boolean arm64) {
    this.section = section;
    this.description = description;
    this.common = description.common();
    this.arm64 = arm64;
    this.location = description.start();
  }

  /** What remember_state keeps; the array belongs to it alone. */
  private record State(
      @Nullable FrameAddressRule frameAddress, @Nullable RegisterRule[] rules, boolean signed) {
    State copy() {
      return new State(frameAddress, rules.clone(), signed);
    }

    State with(FrameAddressRule rule) {
      return new State(rule, rules, signed);
    }

    State with(int register, @Nullable RegisterRule rule) {
      if (register >= MAX_REGISTERS) {
        return this;
      }
      @Nullable RegisterRule[] changed =
          register < rules.length ? rules : Arrays.copyOf(rules, register + 8);
      changed[register] = rule;
      return new State(frameAddress, changed, signed);
    }
  }

  /** The row in force at {@code address}, which the description covers. */
  CallFrameRow run(long address) {
    runTo(section.reader(common.instructionsAt()), common.end(), Long.MIN_VALUE);
    initial = state.rules().clone();
    location = description.start();
    runTo(section.reader(description.instructionsAt()), description.end(), address - location);
    FrameAddressRule frameAddress = state.frameAddress();
    if (frameAddress == null) {
      throw section.reader(description.instructionsAt()).fault("no canonical frame address");
    }
    return new CallFrameRow(
        frameAddress,
        state.rules(),
        common.returnAddressRegister(),
        common.signalFrame(),
        state.signed());
  }

  /** Runs until an instruction would move behind {@code distance} from the start. */
  private void runTo(SectionReader at, int end, long distance) {
    boolean all = distance == Long.MIN_VALUE;
    while (at.position() < end) {
      step(at);
      if (!all && Long.compareUnsigned(location - description.start(), distance) > 0) {
        return;
      }
    }
    if (at.position() > end) {
      throw at.fault("instructions that end at 0x" + Integer.toHexString(end));
    }
  }

  private void step(SectionReader at) {
    int opcode = at.u8();
    int operand = opcode & LOW_BITS;
    switch (opcode & ~LOW_BITS) {
      case DW_CFA_advance_loc -> advance(operand);
      case DW_CFA_offset -> saved(operand, at.uleb() * common.dataAlignment());
      case DW_CFA_restore -> restore(operand);
      default -> extended(at, opcode);
    }
  }

  private void extended(SectionReader at, int opcode) {
    switch (opcode) {
      case DW_CFA_nop -> {}
      case DW_CFA_set_loc ->
          location =
              PointerEncoding.read(
                  at, common.pointerEncoding(), common.addressSize(), section.address(), 0);
      case DW_CFA_advance_loc1 -> advance(at.u8());
      case DW_CFA_advance_loc2 -> advance(at.u16());
      case DW_CFA_advance_loc4 -> advance(at.u32());
      case DW_CFA_MIPS_advance_loc8 -> advance(at.u64());
      case DW_CFA_offset_extended -> saved(at.ulebInt(), at.uleb() * common.dataAlignment());
      case DW_CFA_offset_extended_sf -> saved(at.ulebInt(), at.sleb() * common.dataAlignment());
      case DW_CFA_GNU_negative_offset_extended ->
          saved(at.ulebInt(), -at.uleb() * common.dataAlignment());
      case DW_CFA_restore_extended -> restore(at.ulebInt());
      case DW_CFA_undefined -> set(at.ulebInt(), RegisterRule.UNDEFINED);
      case DW_CFA_same_value -> set(at.ulebInt(), RegisterRule.SAME_VALUE);
      case DW_CFA_register -> set(at.ulebInt(), new RegisterRule.InRegister(at.ulebInt()));
      case DW_CFA_val_offset -> value(at.ulebInt(), at.uleb() * common.dataAlignment());
      case DW_CFA_val_offset_sf -> value(at.ulebInt(), at.sleb() * common.dataAlignment());
      case DW_CFA_expression ->
          set(at.ulebInt(), new RegisterRule.SavedAtExpression(at.slice(at.ulebInt())));
      case DW_CFA_val_expression ->
          set(at.ulebInt(), new RegisterRule.ValueOfExpression(at.slice(at.ulebInt())));
      case DW_CFA_remember_state -> remember(at);
      case DW_CFA_restore_state -> restoreState(at);
      case DW_CFA_GNU_args_size -> at.skipLeb();
      case DW_CFA_GNU_window_save -> negateSignature(at);
      default -> frameAddress(at, opcode);
    }
  }

  private void frameAddress(SectionReader at, int opcode) {
    FrameAddressRule rule =
        switch (opcode) {
          case DW_CFA_def_cfa -> new FrameAddressRule.RegisterPlus(at.ulebInt(), at.uleb());
          case DW_CFA_def_cfa_sf ->
              new FrameAddressRule.RegisterPlus(at.ulebInt(), at.sleb() * common.dataAlignment());
          case DW_CFA_def_cfa_register ->
              new FrameAddressRule.RegisterPlus(at.ulebInt(), current(at).offset());
          case DW_CFA_def_cfa_offset ->
              new FrameAddressRule.RegisterPlus(current(at).register(), at.uleb());
          case DW_CFA_def_cfa_offset_sf ->
              new FrameAddressRule.RegisterPlus(
                  current(at).register(), at.sleb() * common.dataAlignment());
          case DW_CFA_def_cfa_expression ->
              new FrameAddressRule.OfExpression(at.slice(at.ulebInt()));
          default ->
              throw at.fault(
                  at.position() - 1L, "call frame instruction 0x" + Integer.toHexString(opcode));
        };
    state = state.with(rule);
  }

  /** What an instruction changes in part must be a register and an offset. */
  private FrameAddressRule.RegisterPlus current(SectionReader at) {
    if (state.frameAddress() instanceof FrameAddressRule.RegisterPlus plus) {
      return plus;
    }
    throw at.fault("the canonical frame address is no register and offset");
  }

  private void advance(long units) {
    location += units * common.codeAlignment();
  }

  private void set(int register, @Nullable RegisterRule rule) {
    state = state.with(register, rule);
  }

  private void saved(int register, long offset) {
    set(register, new RegisterRule.SavedAt(offset));
  }

  private void value(int register, long offset) {
    set(register, new RegisterRule.FrameAddressPlus(offset));
  }

  private void restore(int register) {
    set(register, register < initial.length ? initial[register] : null);
  }

  private void remember(SectionReader at) {
    if (saved.size() == MAX_SAVED_STATES) {
      throw at.fault("too many remembered states");
    }
    saved.push(state.copy());
  }

  /** GCC restores the canonical frame address with the registers. */
  private void restoreState(SectionReader at) {
    if (saved.isEmpty()) {
      throw at.fault("no remembered state");
    }
    state = saved.pop();
  }

  private void negateSignature(SectionReader at) {
    if (!arm64) {
      throw at.fault("DW_CFA_GNU_window_save");
    }
    state = new State(state.frameAddress(), state.rules(), !state.signed());
  }
}
