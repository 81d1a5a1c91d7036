package io.kwalk.core.object;

import io.kwalk.core.debuginfo.NoTypes;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A little-endian memory of a few bytes at {@link #BASE}, and one symbol. */
final class TestTarget implements Target, Memory, Symbols {
  static final long BASE = 0xffff_8880_0000_1000L;
  static final Symbol SYMBOL = new Symbol("init_thing", 0xffff_ffff_8100_0000L, 'D', null);

  private final ByteBuffer bytes;
  private Types types = new NoTypes(8);

  TestTarget(int size) {
    bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  TestTarget put(int offset, long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes.put(offset + i, (byte) (value >>> 8 * i));
    }
    return this;
  }

  TestTarget put(int offset, byte[] value) {
    bytes.put(offset, value);
    return this;
  }

  TestTarget with(Types known) {
    types = known;
    return this;
  }

  @Override
  public Memory memory() {
    return this;
  }

  @Override
  public Types types() {
    return types;
  }

  @Override
  public Symbols symbols() {
    return this;
  }

  @Override
  public ByteOrder byteOrder() {
    return ByteOrder.LITTLE_ENDIAN;
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    for (int i = 0; i < length; i++) {
      long at = address + i - BASE;
      if (at < 0 || at >= bytes.capacity()) {
        throw new MemoryFault(MemoryFault.Space.KERNEL, address + i, MemoryFault.Reason.NOT_MAPPED);
      }
      target[offset + i] = bytes.get((int) at);
    }
  }

  @Override
  public Optional<Symbol> find(String name) {
    return findAll(name).stream().findFirst();
  }

  @Override
  public List<Symbol> findAll(String name) {
    return name.equals(SYMBOL.name()) ? List.of(SYMBOL) : List.of();
  }

  @Override
  public Optional<Symbol> at(long address) {
    return address >= SYMBOL.address() ? Optional.of(SYMBOL) : Optional.empty();
  }

  @Override
  public Optional<Symbol> next(long address) {
    return Optional.empty();
  }

  @Override
  public Stream<Symbol> all() {
    return Stream.of(SYMBOL);
  }
}
