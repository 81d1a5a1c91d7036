package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.ForwardType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import java.util.Optional;
import java.util.OptionalLong;

/** Computes what a {@link Node} comes to. Memory is read only where the value needs it. */
final class Evaluator {
  private final Scope scope;
  private final Target target;

  Evaluator(Scope scope) {
    this.scope = scope;
    this.target = scope.target();
  }

  Value value(Node node) throws ExpressionException {
    return switch (node) {
      case Node.Constant constant -> constant.value();
      case Node.Name name -> name(name.name());
      case Node.History history ->
          scope
              .history(history.name())
              .orElseThrow(
                  () -> new ExpressionException("no such history value: " + history.name()));
      case Node.Unary unary -> unary(unary.operator(), unary.operand());
      case Node.Binary binary -> binary(binary);
      case Node.Conditional choice ->
          isTrue(value(choice.condition())) ? value(choice.yes()) : value(choice.no());
      case Node.Member member ->
          member(typed(member.object(), value(member.object())), member.name());
      case Node.Index index -> {
        Value array = typed(index.array(), value(index.array()));
        yield dereference(add(array, value(index.index()), 1));
      }
      case Node.Cast cast -> Conversions.cast(target, cast.type(), value(cast.operand()));
      case Node.SizeOf size -> size(new Evaluator(new UnreadScope(scope)).type(size.operand()));
      case Node.OffsetOf offset -> new Value.Scalar(CTypes.UNSIGNED_LONG, offset(offset.place()));
      case Node.ContainerOf container -> container(container);
      case Node.SizeOfType size -> size(size.type());
    };
  }

  /** The type of what {@code node} comes to. */
  Type type(Node node) throws ExpressionException {
    return value(node).type();
  }

  private long offset(Node place) throws ExpressionException {
    if (address(value(place)) instanceof Value.Scalar number) {
      return number.bits();
    }
    throw new ExpressionException("this member has no offset");
  }

  private Value container(Node.ContainerOf node) throws ExpressionException {
    Value pointer = loaded(value(node.pointer()));
    long member = scalar(pointer).bits();
    return new Value.Scalar(CTypes.pointer(node.type()), member - offset(node.place()));
  }

  private static Value size(Type type) {
    boolean unsized = type.strip() instanceof FunctionType || type.strip() instanceof VoidType;
    return new Value.Scalar(CTypes.UNSIGNED_LONG, unsized ? 1 : type.size());
  }

  private Value name(String name) throws ExpressionException {
    Optional<Value> symbol = scope.symbol(name);
    if (symbol.isPresent()) {
      return symbol.get();
    }
    OptionalLong enumerator = target.types().enumerator(name);
    Optional<EnumType> type = target.types().enumOf(name);
    if (enumerator.isPresent() && type.isPresent()) {
      return new Value.Scalar(type.get(), enumerator.getAsLong());
    }
    throw new ExpressionException("no symbol \"" + name + "\" in this kernel");
  }

  private Value unary(String operator, Node operand) throws ExpressionException {
    Value value = value(operand);
    return switch (operator) {
      case "*" -> dereference(typed(operand, value));
      case "&" ->
          // A symbol without a type stands for its address already.
          operand instanceof Node.Name && isUntyped(value) ? value : address(value);
      case "!" -> new Value.Scalar(CTypes.INT, isTrue(value) ? 0 : 1);
      default -> sign(operator, loaded(value));
    };
  }

  /** The value of what is looked into: a symbol whose type is not known is nothing to look into. */
  private static Value typed(Node node, Value value) throws ExpressionException {
    if (node instanceof Node.Name name && isUntyped(value)) {
      throw new ExpressionException(
          "the type of " + name.name() + " is not known: cast its address");
    }
    return value;
  }

  private static boolean isUntyped(Value value) {
    return value instanceof Value.Scalar number
        && number.type().strip() instanceof PointerType pointer
        && pointer.target().strip() instanceof VoidType;
  }

  private static Value sign(String operator, Value value) throws ExpressionException {
    if (value instanceof Value.Floating floating && !operator.equals("~")) {
      double number = operator.equals("-") ? -floating.number() : floating.number();
      return new Value.Floating(floating.type(), number);
    }
    Value.Scalar number = integer(value, operator);
    Type type = CTypes.promoted(number.type());
    long bits =
        switch (operator) {
          case "-" -> -number.bits();
          case "~" -> ~number.bits();
          default -> number.bits();
        };
    return new Value.Scalar(type, CTypes.wrap(type, bits));
  }

  private static Value.Scalar integer(Value value, String operator) throws ExpressionException {
    if (value instanceof Value.Scalar number && !(number.type().strip() instanceof PointerType)) {
      return number;
    }
    throw new ExpressionException(
        "operand of "
            + operator
            + " is no integer: it is of type "
            + CDeclaration.text(value.type(), ""));
  }

  private Value dereference(Value operand) throws ExpressionException {
    if (operand instanceof Value.Located located
        && located.type().strip() instanceof FunctionType) {
      return operand;
    }
    Value value = loaded(operand);
    if (value instanceof Value.Scalar number) {
      Type type = number.type().strip();
      if (type instanceof PointerType pointer) {
        if (pointer.target().strip() instanceof VoidType) {
          throw new ExpressionException("a generic pointer (void *) cannot be dereferenced");
        }
        return new Value.Located(Reference.of(target, pointed(pointer), number.bits()));
      }
      if (type instanceof IntType) {
        // As gdb does: an integer is taken for the address of a long.
        return new Value.Located(Reference.of(target, CTypes.LONG, number.bits()));
      }
    }
    throw new ExpressionException(
        "what is to be dereferenced is no pointer: " + CDeclaration.text(value.type(), ""));
  }

  /**
   * What a pointer points to. A module's debug file only declares structs of vmlinux, and a unit
   * what it does not look into: another source defines them.
   */
  private Type pointed(PointerType pointer) {
    Type type = pointer.target();
    if (!(type.strip() instanceof ForwardType forward)) {
      return type;
    }
    Optional<? extends Type> definition =
        switch (forward.kind()) {
          case STRUCT -> target.types().struct(forward.name());
          case UNION -> target.types().union(forward.name());
          case ENUM -> target.types().enumeration(forward.name());
        };
    return definition.isPresent() ? definition.get() : type;
  }

  private static Value address(Value value) throws ExpressionException {
    if (value instanceof Value.Located located && located.reference().bitSize() == 0) {
      return new Value.Scalar(CTypes.pointer(located.type()), located.reference().address());
    }
    throw new ExpressionException("this value has no address of its own");
  }

  private Value member(Value object, String name) throws ExpressionException {
    Value.Located place = struct(object, name);
    Optional<Reference> found = place.reference().find(name);
    if (found.isEmpty()) {
      throw new ExpressionException(
          "there is no member named " + name + " in " + CDeclaration.text(place.type(), ""));
    }
    return new Value.Located(found.get());
  }

  private Value.Located struct(Value object, String name) throws ExpressionException {
    Value place = object.type().strip() instanceof PointerType ? dereference(object) : object;
    if (place instanceof Value.Located located && located.type().strip() instanceof StructType) {
      return located;
    }
    throw new ExpressionException(
        "what has the member "
            + name
            + " asked of it is no struct: "
            + CDeclaration.text(place.type(), ""));
  }

  private boolean isTrue(Value value) throws ExpressionException {
    return switch (loaded(value)) {
      case Value.Scalar number -> number.bits() != 0;
      case Value.Floating floating -> floating.number() != 0;
      case Value.Located located -> throw noScalar(located);
    };
  }

  private static ExpressionException noScalar(Value value) {
    return new ExpressionException(
        "not a number or pointer: a value of type " + CDeclaration.text(value.type(), ""));
  }

  /** The value read from its place: arrays and functions become pointers, as C has it. */
  private Value loaded(Value value) throws ExpressionException {
    return value instanceof Value.Located located ? Conversions.load(located.reference()) : value;
  }

  private Value binary(Node.Binary node) throws ExpressionException {
    String operator = node.operator();
    return switch (operator) {
      case "&&", "||" -> logic(node);
      case "," -> {
        value(node.left());
        yield value(node.right());
      }
      case "@" -> repeated(value(node.left()), value(node.right()));
      default -> arithmetic(operator, loaded(value(node.left())), loaded(value(node.right())));
    };
  }

  private Value logic(Node.Binary node) throws ExpressionException {
    boolean left = isTrue(value(node.left()));
    boolean decided = left == node.operator().equals("||");
    boolean result = decided ? left : isTrue(value(node.right()));
    return new Value.Scalar(CTypes.INT, result ? 1 : 0);
  }

  private Value repeated(Value first, Value count) throws ExpressionException {
    if (first instanceof Value.Located located
        && loaded(count) instanceof Value.Scalar number
        && number.bits() > 0) {
      Reference place = located.reference();
      Type element = place.type();
      return new Value.Located(place.cast(new ArrayType(() -> element, number.bits())));
    }
    throw new ExpressionException("@ needs something in memory on its left, a count on its right");
  }

  private Value arithmetic(String operator, Value left, Value right) throws ExpressionException {
    boolean pointer =
        left.type().strip() instanceof PointerType || right.type().strip() instanceof PointerType;
    if (pointer && operator.equals("+")) {
      return add(left, right, 1);
    }
    if (pointer && operator.equals("-")) {
      return subtract(left, right);
    }
    if (left instanceof Value.Floating || right instanceof Value.Floating) {
      return Arithmetic.floating(operator, number(left), number(right), common(left, right));
    }
    return Arithmetic.integers(operator, scalar(left), scalar(right));
  }

  /** {@code double} unless neither is one: C's {@code float / int} is a {@code float}. */
  private static FloatType common(Value left, Value right) {
    return isDouble(left) || isDouble(right) ? CTypes.DOUBLE : CTypes.FLOAT;
  }

  private static boolean isDouble(Value value) {
    return value instanceof Value.Floating floating && floating.type().size() != 4;
  }

  private static double number(Value value) throws ExpressionException {
    return switch (value) {
      case Value.Floating floating -> floating.number();
      case Value.Scalar integer ->
          CTypes.isSigned(integer.type())
              ? integer.bits()
              : Conversions.unsignedToDouble(integer.bits());
      case Value.Located _ -> throw noScalar(value);
    };
  }

  private static Value.Scalar scalar(Value value) throws ExpressionException {
    if (value instanceof Value.Scalar number) {
      return number;
    }
    throw noScalar(value);
  }

  private Value add(Value first, Value second, int sign) throws ExpressionException {
    Value left = loaded(first);
    Value right = loaded(second);
    if (!(left.type().strip() instanceof PointerType)) {
      if (right.type().strip() instanceof PointerType && sign > 0) {
        return add(right, left, sign);
      }
      throw new ExpressionException(
          "neither an array nor a pointer: " + CDeclaration.text(left.type(), ""));
    }
    Value.Scalar pointer = scalar(left);
    long steps = integer(right, sign > 0 ? "+" : "-").bits();
    Type type = pointed((PointerType) pointer.type().strip());
    long address = pointer.bits() + sign * steps * CTypes.step(type);
    return new Value.Scalar(pointer.type(), address);
  }

  private Value subtract(Value left, Value right) throws ExpressionException {
    if (!(right.type().strip() instanceof PointerType other)) {
      return add(left, right, -1);
    }
    if (!(left.type().strip() instanceof PointerType pointer)
        || CTypes.step(pointed(pointer)) != CTypes.step(pointed(other))) {
      throw new ExpressionException("these pointers point to things of different sizes");
    }
    long bytes = scalar(left).bits() - scalar(right).bits();
    return new Value.Scalar(CTypes.LONG, bytes / CTypes.step(pointed(pointer)));
  }
}
