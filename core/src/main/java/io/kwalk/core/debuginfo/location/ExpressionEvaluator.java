package io.kwalk.core.debuginfo.location;

import static io.kwalk.core.debuginfo.location.DwOp.*;

import io.kwalk.core.debuginfo.dwarf.AttributeValue;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.location.Location.Piece;
import io.kwalk.core.debuginfo.location.Location.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One evaluation of one expression (section 2.5.1). Bounded in steps, depth and pieces. */
final class ExpressionEvaluator {
  private static final int MAX_STEPS = 10_000;
  private static final int MAX_CALLS = 16;
  private static final int MAX_PIECES = 1024;

  private final ExpressionContext context;
  private final ValueType generic;
  private final ValueStack stack = new ValueStack();
  private final List<Piece> pieces = new ArrayList<>();

  /** What a location description said, before a piece or the end takes it. */
  private @Nullable Location location;

  private int steps;
  private int calls;

  ExpressionEvaluator(ExpressionContext context) {
    this.context = context;
    this.generic = ValueType.generic(context.addressSize());
  }

  Location locate(SectionReader at) throws UnavailableException {
    run(at);
    if (!pieces.isEmpty()) {
      return new Location.Composite(List.copyOf(pieces));
    }
    return taken();
  }

  long compute(SectionReader at, long[] first) throws UnavailableException {
    for (long value : first) {
      stack.push(value, generic);
    }
    run(at);
    return switch (location) {
      case null -> stack.pop();
      case Location.Known known -> known.bits();
      case Location.InRegister in -> context.register(in.register());
      case Location.Missing missing ->
          throw new UnavailableException(missing.reason(), missing.why());
      default -> throw new UnavailableException(Reason.DAMAGED, "no number");
    };
  }

  /** The location that stands here; an empty description says that there is none. */
  private Location taken() throws UnavailableException {
    Location found = location;
    location = null;
    if (found != null) {
      return found;
    }
    return stack.isEmpty() ? Location.OPTIMIZED_OUT : new Location.InMemory(stack.pop());
  }

  private void run(SectionReader at) throws UnavailableException {
    while (!at.atEnd()) {
      if (++steps > MAX_STEPS) {
        throw damaged("its expression does not end");
      }
      step(at, at.u8());
    }
  }

  private static UnavailableException damaged(String why) {
    return new UnavailableException(Reason.DAMAGED, why);
  }

  private static UnavailableException unsupported(String why) {
    return new UnavailableException(Reason.UNSUPPORTED, why);
  }

  private void push(long value) throws UnavailableException {
    stack.push(value, generic);
  }

  private void step(SectionReader at, int operation) throws UnavailableException {
    if (operation >= DW_OP_lit0 && operation <= DW_OP_lit31) {
      push(operation - DW_OP_lit0);
    } else if (operation >= DW_OP_reg0 && operation <= DW_OP_reg31) {
      location = new Location.InRegister(operation - DW_OP_reg0);
    } else if (operation >= DW_OP_breg0 && operation <= DW_OP_breg31) {
      long offset = at.sleb();
      push(context.register(operation - DW_OP_breg0) + offset);
    } else {
      constant(at, operation);
    }
  }

  /** Literals and what is relative to something (sections 2.5.1.1, 2.5.1.2). */
  private void constant(SectionReader at, int operation) throws UnavailableException {
    switch (operation) {
      case DW_OP_addr -> push(context.toRuntime(at.unsigned(context.addressSize())));
      case DW_OP_const1u -> push(at.u8());
      case DW_OP_const1s -> push(at.s8());
      case DW_OP_const2u -> push(at.u16());
      case DW_OP_const2s -> push((short) at.u16());
      case DW_OP_const4u -> push(at.u32());
      case DW_OP_const4s -> push(at.s32());
      case DW_OP_const8u, DW_OP_const8s -> push(at.u64());
      case DW_OP_constu -> push(at.uleb());
      case DW_OP_consts -> push(at.sleb());
      case DW_OP_addrx, DW_OP_GNU_addr_index -> push(context.toRuntime(unit().address(at.uleb())));
      case DW_OP_constx, DW_OP_GNU_const_index -> push(unit().address(at.uleb()));
      case DW_OP_fbreg -> push(context.frameBase() + at.sleb());
      case DW_OP_bregx -> {
        int register = at.ulebInt();
        push(context.register(register) + at.sleb());
      }
      case DW_OP_call_frame_cfa -> push(context.callFrameAddress());
      case DW_OP_push_object_address -> push(context.objectAddress());
      case DW_OP_entry_value, DW_OP_GNU_entry_value ->
          push(context.entryValue(at.slice(at.ulebInt())));
      case DW_OP_GNU_parameter_ref -> push(context.passedValue(unit().offset() + at.offset(4)));
      case DW_OP_form_tls_address, DW_OP_GNU_push_tls_address ->
          throw unsupported("in thread-local storage");
      default -> stackOperation(at, operation);
    }
  }

  private Unit unit() throws UnavailableException {
    Unit unit = context.unit();
    if (unit == null) {
      throw damaged("an expression that needs a unit");
    }
    return unit;
  }

  /** Operations on what is on the stack (section 2.5.1.3). */
  private void stackOperation(SectionReader at, int operation) throws UnavailableException {
    switch (operation) {
      case DW_OP_dup -> stack.copy(0);
      case DW_OP_drop -> stack.pop();
      case DW_OP_over -> stack.copy(1);
      case DW_OP_pick -> stack.copy(at.u8());
      case DW_OP_swap -> stack.swap(0, 1);
      case DW_OP_rot -> {
        stack.swap(0, 1);
        stack.swap(1, 2);
      }
      case DW_OP_deref -> dereference(context.addressSize(), generic);
      case DW_OP_deref_size -> dereference(at.u8(), generic);
      case DW_OP_xderef, DW_OP_xderef_size, DW_OP_xderef_type ->
          throw unsupported("in another address space");
      case DW_OP_plus_uconst -> {
        ValueType type = stack.type(0);
        long value = stack.pop();
        stack.push(value + at.uleb(), type);
      }
      case DW_OP_abs, DW_OP_neg, DW_OP_not -> {
        ValueType type = stack.type(0);
        stack.push(TypedArithmetic.unary(operation, type, stack.pop()), type);
      }
      case DW_OP_and,
          DW_OP_or,
          DW_OP_xor,
          DW_OP_plus,
          DW_OP_minus,
          DW_OP_mul,
          DW_OP_div,
          DW_OP_mod,
          DW_OP_shl,
          DW_OP_shr,
          DW_OP_shra -> {
        ValueType type = stack.type(1);
        long right = stack.pop();
        long left = stack.pop();
        stack.push(TypedArithmetic.binary(operation, type, left, right), type);
      }
      case DW_OP_eq, DW_OP_ne, DW_OP_lt, DW_OP_le, DW_OP_gt, DW_OP_ge -> {
        ValueType type = stack.type(1);
        long right = stack.pop();
        long left = stack.pop();
        push(TypedArithmetic.compare(operation, type, left, right) ? 1 : 0);
      }
      default -> typed(at, operation);
    }
  }

  private void dereference(int size, ValueType type) throws UnavailableException {
    if (size < 1 || size > 8) {
      throw damaged("its expression reads " + size + " bytes");
    }
    stack.push(context.memory().unsigned(stack.pop(), size), type);
  }

  /** Operations with types, which are entries of the same unit. */
  private void typed(SectionReader at, int operation) throws UnavailableException {
    switch (operation) {
      case DW_OP_const_type, DW_OP_GNU_const_type -> {
        ValueType type = type(at.uleb());
        int size = at.u8();
        if (size != type.size()) {
          throw damaged("a constant of " + size + " bytes");
        }
        stack.push(integer(at, size), type);
      }
      case DW_OP_regval_type, DW_OP_GNU_regval_type -> {
        int register = at.ulebInt();
        stack.push(context.register(register), type(at.uleb()));
      }
      case DW_OP_deref_type, DW_OP_GNU_deref_type -> {
        int size = at.u8();
        dereference(size, type(at.uleb()));
      }
      case DW_OP_convert, DW_OP_GNU_convert -> {
        ValueType to = type(at.uleb());
        ValueType from = stack.type(0);
        stack.push(from.convert(stack.pop(), to), to);
      }
      case DW_OP_reinterpret, DW_OP_GNU_reinterpret -> {
        ValueType to = type(at.uleb());
        if (stack.type(0).size() != to.size()) {
          throw damaged("its expression reinterprets a value as one of another size");
        }
        stack.push(stack.pop(), to);
      }
      default -> control(at, operation);
    }
  }

  private static long integer(SectionReader at, int size) throws UnavailableException {
    return switch (size) {
      case 1, 2, 4, 8 -> at.unsigned(size);
      default -> throw unsupported("a constant of " + size + " bytes");
    };
  }

  /** The type of the entry at {@code offset} of the unit; 0 stands for the generic type. */
  private ValueType type(long offset) throws UnavailableException {
    return offset == 0 ? generic : ValueType.of(entry(unit().offset() + offset));
  }

  private Die entry(long offset) throws UnavailableException {
    return unit().file().entry(offset);
  }

  /** Control flow (section 2.5.1.5). */
  private void control(SectionReader at, int operation) throws UnavailableException {
    switch (operation) {
      // GNU_uninit: the variable may not have been set yet; what is there is shown.
      case DW_OP_nop, DW_OP_GNU_uninit -> {}
      case DW_OP_skip -> {
        short distance = (short) at.u16();
        at.seek(at.position() + (long) distance);
      }
      case DW_OP_bra -> {
        short distance = (short) at.u16();
        if (stack.pop() != 0) {
          at.seek(at.position() + (long) distance);
        }
      }
      case DW_OP_call2 -> call(unit().offset() + (long) at.u16());
      case DW_OP_call4 -> call(unit().offset() + at.u32());
      case DW_OP_call_ref -> call(at.offset(unit().offsetSize()));
      default -> location(at, operation);
    }
  }

  /** Runs the location of another entry on this stack; one without a location does nothing. */
  private void call(long offset) throws UnavailableException {
    AttributeValue value = entry(offset).attribute(DwAt.DW_AT_location);
    if (value == null || !value.isBlock()) {
      return;
    }
    if (++calls > MAX_CALLS) {
      throw damaged("its expression calls itself");
    }
    run(value.block());
    calls--;
  }

  /** What ends a location description (section 2.6.1). */
  private void location(SectionReader at, int operation) throws UnavailableException {
    switch (operation) {
      case DW_OP_regx -> location = new Location.InRegister(at.ulebInt());
      case DW_OP_stack_value -> location = new Location.Known(stack.pop());
      case DW_OP_implicit_value -> location = new Location.KnownBytes(at.slice(at.ulebInt()));
      case DW_OP_implicit_pointer, DW_OP_GNU_implicit_pointer -> {
        // As wide as an address in DWARF 2 (GCC's extension was made for 4).
        int size = unit().version() == 2 ? context.addressSize() : unit().offsetSize();
        Die target = entry(at.offset(size));
        location = new Location.ImplicitPointer(target, at.sleb());
      }
      case DW_OP_piece -> piece(8 * at.uleb(), 0);
      case DW_OP_bit_piece -> {
        long size = at.uleb();
        piece(size, at.uleb());
      }
      default ->
          throw unsupported(
              "its expression has the unknown operation 0x" + Integer.toHexString(operation));
    }
  }

  private void piece(long size, long offset) throws UnavailableException {
    if (pieces.size() == MAX_PIECES || size < 0 || size > 1 << 20 || offset < 0) {
      throw damaged("a value in pieces without bounds");
    }
    pieces.add(new Piece(taken(), offset, size));
  }
}
