package io.kwalk.linux.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.UnwindRule;
import io.kwalk.core.debuginfo.UnwindRule.Base;
import io.kwalk.core.debuginfo.UnwindRule.Kind;
import io.kwalk.core.debuginfo.UnwindTable;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.GeneratedCode;
import java.util.Optional;

/**
 * The unwind rules of x86-64 and those of generated code: BPF programs and trampolines keep a frame
 * pointer (arch/x86/net/bpf_jit_comp.c, emit_prologue), ftrace's trampolines are copies of
 * functions that have rules.
 */
final class GeneratedCodeRules implements UnwindTable {
  private static final UnwindRule FRAME_POINTER =
      new UnwindRule(Kind.CALL, Base.BP, 16, Base.PREVIOUS_SP, -16, false);

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
    if (piece.template().isEmpty()) {
      return Optional.of(FRAME_POINTER);
    }
    Optional<Symbol> template = kernel.imageSymbols().find(piece.template().get());
    return template.isEmpty()
        ? Optional.empty()
        : table.find(template.get().address() + address - piece.range().start());
  }
}
