package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * A scope in which all memory is zeros: for the type of an expression, which C gives without
 * reading what it is about.
 */
final class UnreadScope implements Scope {
  private final Scope scope;
  private final Target target;

  UnreadScope(Scope scope) {
    this.scope = scope;
    Target read = scope.target();
    this.target = new Unread(new Zeros(read.memory().byteOrder()), read.types(), read.symbols());
  }

  private record Unread(Memory memory, Types types, Symbols symbols) implements Target {}

  private record Zeros(ByteOrder byteOrder) implements Memory {
    @Override
    public void read(long address, byte[] target, int offset, int length) {
      Arrays.fill(target, offset, offset + length, (byte) 0);
    }
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Optional<Value> symbol(String name) {
    return scope.symbol(name).map(this::unread);
  }

  @Override
  public Optional<Value> history(String name) {
    return scope.history(name).map(this::unread);
  }

  private Value unread(Value value) {
    if (!(value instanceof Value.Located located)) {
      return value;
    }
    Reference place = located.reference();
    return new Value.Located(
        new Reference(target, place.type(), place.address(), place.bitOffset(), place.bitSize()));
  }
}
