package io.kwalk.core.arch.arm64.disassembler;

import io.kwalk.core.arch.arm64.disassembler.Operand.Memory;
import io.kwalk.core.arch.arm64.disassembler.Operand.Mode;
import io.kwalk.core.arch.arm64.disassembler.Operand.ModifiedRegister;
import io.kwalk.core.arch.arm64.disassembler.Operand.Register;
import io.kwalk.core.arch.arm64.disassembler.Operand.Target;
import io.kwalk.core.arch.arm64.disassembler.Operand.Text;
import io.kwalk.core.arch.code.AddressFormat;
import io.kwalk.core.arch.code.Flow;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.arch.code.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One decoded A64 instruction. ".inst" stands for words that are none, ".byte" for cut ones. */
public final class Arm64Instruction implements Instruction {
  private final long address;
  private final String mnemonic;
  private final List<Operand> operands;
  private final String comment;
  private final Flow flow;
  private final boolean indirect;

  Arm64Instruction(
      long address,
      String mnemonic,
      List<Operand> operands,
      String comment,
      Flow flow,
      boolean indirect) {
    this.address = address;
    this.mnemonic = mnemonic;
    this.operands = operands;
    this.comment = comment;
    this.flow = flow;
    this.indirect = indirect;
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public int length() {
    return mnemonic.equals(".byte") ? 1 : 4;
  }

  @Override
  public String mnemonic() {
    return mnemonic;
  }

  @Override
  public boolean isBad() {
    return mnemonic.startsWith(".");
  }

  @Override
  public Flow flow() {
    return flow;
  }

  @Override
  public boolean isIndirect() {
    return indirect;
  }

  @Override
  public OptionalLong target() {
    return flow == Flow.NEXT ? OptionalLong.empty() : address(operands);
  }

  @Override
  public OptionalLong relativeAddress() {
    return flow == Flow.NEXT ? address(operands) : OptionalLong.empty();
  }

  private static OptionalLong address(List<Operand> operands) {
    for (Operand operand : operands) {
      if (operand instanceof Target target) {
        return OptionalLong.of(target.address());
      }
    }
    return OptionalLong.empty();
  }

  /** nop, and the zeros that fill up sections. */
  @Override
  public boolean isPadding() {
    return mnemonic.equals("nop") || mnemonic.equals("udf") && text().equals("udf\t#0");
  }

  @Override
  public List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (Operand operand : operands) {
      switch (operand) {
        case Register register -> places.add(new Place.Register(register.name(), register.name()));
        case ModifiedRegister register ->
            places.add(new Place.Register(register.name(), register.name()));
        case Memory memory -> places.add(place(memory));
        case Target target when target.loaded() ->
            places.add(new Place.Memory(text(target), target.address(), List.of(), null, true));
        case Target _, Text _ -> {}
      }
    }
    return places;
  }

  private Place place(Memory memory) {
    List<Place.Term> terms = new ArrayList<>(2);
    terms.add(new Place.Term(memory.base(), 1, false));
    if (memory.mode() == Mode.BEHIND) {
      return new Place.Memory(text(memory), 0, terms, null, true);
    }
    if (memory.index() != null) {
      boolean signed = memory.extension().equals("sxtw");
      terms.add(new Place.Term(memory.index(), 1 << Math.max(0, memory.amount()), signed));
    }
    boolean touched = !mnemonic.startsWith("prf");
    return new Place.Memory(text(memory), memory.displacement(), terms, null, touched);
  }

  private static String text(Operand operand) {
    StringBuilder out = new StringBuilder();
    operand.append(out, AddressFormat.HEXADECIMAL);
    return out.toString();
  }

  @Override
  public void append(StringBuilder out, AddressFormat addresses) {
    out.append(mnemonic);
    if (!operands.isEmpty()) {
      out.append('\t');
      appendOperands(out, addresses);
    }
    out.append(comment);
  }

  @Override
  public void appendMnemonic(StringBuilder out) {
    out.append(mnemonic);
  }

  @Override
  public void appendOperands(StringBuilder out, AddressFormat addresses) {
    for (int i = 0; i < operands.size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      operands.get(i).append(out, addresses);
    }
  }
}
