package io.kwalk.core.object;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.memory.Memory;
import java.util.Optional;

/**
 * A typed place in the target's memory. Making one reads nothing; asking for its value does. Name
 * lookups cost a walk over the members, so loops over many objects bind a {@link Field} instead.
 *
 * @param target whose memory
 * @param type the type of what lies there
 * @param address its virtual address; of a bit-field, of the byte where it starts
 * @param bitOffset of a bit-field, bits from {@code address} on, else 0
 * @param bitSize of a bit-field, else 0
 */
public record Reference(Target target, Type type, long address, int bitOffset, int bitSize) {
  public static Reference of(Target target, Type type, long address) {
    return new Reference(target, type, address, 0, 0);
  }

  private Memory memory() {
    return target.memory();
  }

  /** Whether {@link #member} would find {@code path}. */
  public boolean has(String path) {
    return type.strip() instanceof StructType struct && struct.has(path);
  }

  /**
   * The member at {@code path} ("se.vruntime", "mem[0].base"), through anonymous members.
   *
   * @throws UnknownNameException if there is none
   */
  public Reference member(String path) {
    return find(path)
        .orElseThrow(() ->
            new UnknownNameException(
                UnknownNameException.Kind.MEMBER, type.strip().name() + "." + path));
  }

  /** The member at {@code path}, if there is one. */
  public Optional<Reference> find(String path) {
    return type.strip() instanceof StructType struct
        ? struct.field(path).map(this::at)
        : Optional.empty();
  }

  /** The first of {@code paths} that this kernel has. */
  public Reference firstMember(String... paths) {
    for (String path : paths) {
      Optional<Reference> found = find(path);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new UnknownNameException(
        UnknownNameException.Kind.MEMBER, type.strip().name() + "." + String.join(" or .", paths));
  }

  private Reference at(Field field) {
    int bit = field.bitSize() == 0 ? 0 : (int) (field.bitOffset() & 7);
    return new Reference(target, field.type(), field.addressIn(address), bit, field.bitSize());
  }

  /**
   * The integral or pointer value, sign-extended if the type is signed.
   *
   * @throws io.kwalk.core.memory.MemoryFault if it cannot be read
   * @throws IllegalArgumentException if this is no scalar of 1 to 8 bytes
   */
  public long value() {
    return new Field(type, bitOffset, bitSize).get(memory(), address);
  }

  /** What the pointer stored here points to. */
  public Reference dereference() {
    if (!(type.strip() instanceof PointerType pointer)) {
      throw new IllegalArgumentException("not a pointer");
    }
    return of(target, pointer.target(), value());
  }

  /**
   * Element {@code index} of an array, or of what a pointer stored here points to. Not checked
   * against the array's length.
   */
  public Reference index(long index) {
    return switch (type.strip()) {
      case ArrayType array -> of(target, array.element(), address + index * array.element().size());
      case PointerType pointer ->
          of(target, pointer.target(), value() + index * pointer.target().size());
      default -> throw new IllegalArgumentException("neither array nor pointer");
    };
  }

  /** The same place as another type. */
  public Reference cast(Type other) {
    return of(target, other, address);
  }

  /** Bytes of the type. */
  public long size() {
    return type.size();
  }

  /**
   * The C string here: of an array of characters up to its NUL or end, of a pointer what it points
   * to, at most {@code limit} bytes.
   */
  public String string(int limit) {
    return switch (type.strip()) {
      case PointerType _ -> memory().cString(value(), limit);
      case ArrayType array when array.count() > 0 ->
          memory().cString(address, (int) Math.min(limit, array.size()));
      default -> memory().cString(address, limit);
    };
  }
}
