package io.kwalk.linux.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.UnwindRule;
import io.kwalk.core.debuginfo.UnwindRule.Base;
import io.kwalk.core.debuginfo.UnwindRule.Kind;
import io.kwalk.core.debuginfo.UnwindTable;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.GeneratedCode;
import io.kwalk.linux.code.KprobeSlots;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The unwind rules of x86-64 and those of generated code: BPF programs and trampolines keep a frame
 * pointer (arch/x86/net/bpf_jit_comp.c, emit_prologue), ftrace's trampolines are copies of
 * functions that have rules, kprobes' slots hold copies of instructions that have rules.
 */
final class GeneratedCodeRules implements UnwindTable {
  private static final UnwindRule FRAME_POINTER =
      new UnwindRule(Kind.CALL, Base.BP, 16, Base.PREVIOUS_SP, -16, false);

  /** A struct pt_regs at the stack pointer: the probed function's. */
  private static final UnwindRule REGISTERS =
      new UnwindRule(Kind.REGS, Base.SP, 0, Base.UNDEFINED, 0, true);

  private final Kernel kernel;
  private final UnwindTable table;

  GeneratedCodeRules(Kernel kernel, UnwindTable table) {
    this.kernel = kernel;
    this.table = table;
  }

  @Override
  public Optional<UnwindRule> find(long address) {
    Optional<UnwindRule> rule = table.find(address);
    if (rule.isPresent() || address >= 0) {
      return rule;
    }
    Optional<GeneratedCode.Piece> piece = GeneratedCode.of(kernel).at(address);
    return piece.isEmpty() ? rule : ofPiece(piece.get(), address);
  }

  private Optional<UnwindRule> ofPiece(GeneratedCode.Piece piece, long address) {
    return switch (piece.kind()) {
      case BPF -> Optional.of(FRAME_POINTER);
      case FTRACE -> ofTemplate(piece, address);
      case KPROBES -> ofSlot(address);
    };
  }

  private Optional<UnwindRule> ofSlot(long address) {
    KprobeSlots slots = KprobeSlots.of(kernel);
    if (slots.hasRegisters(address)) {
      return Optional.of(REGISTERS);
    }
    OptionalLong original = slots.original(address);
    return original.isEmpty() ? Optional.empty() : table.find(original.getAsLong());
  }

  private Optional<UnwindRule> ofTemplate(GeneratedCode.Piece piece, long address) {
    if (piece.template().isEmpty()) {
      return Optional.empty();
    }
    Optional<Symbol> template = kernel.imageSymbols().find(piece.template().get());
    return template.isEmpty()
        ? Optional.empty()
        : table.find(template.get().address() + address - piece.range().start());
  }
}
