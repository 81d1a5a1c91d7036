package io.kwalk.core.debuginfo;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The types of a kernel, of one source or of several joined (vmlinux and its modules). Lookups by
 * name cost an index built at the first of them; types are made when asked for.
 */
public interface Types {
  /** {@code struct name}, with its definition. */
  Optional<StructType> struct(String name);

  /** {@code union name}, with its definition. */
  Optional<StructType> union(String name);

  /** {@code enum name}. */
  Optional<EnumType> enumeration(String name);

  /** The typedef {@code name}. */
  Optional<TypedefType> typedef(String name);

  /**
   * The base type {@code name}, in BTF's spelling ("long unsigned int") or C's ("unsigned long").
   */
  Optional<Type> base(String name);

  /** The value of the enumerator {@code name} of any enum. */
  OptionalLong enumerator(String name);

  /** The enum that defines {@code enumerator}. */
  Optional<EnumType> enumOf(String enumerator);

  /**
   * The declared type of the global or per-CPU variable {@code name}, where the source records it.
   */
  Optional<Type> variable(String name);

  /**
   * The same where several variables have that name, as static ones do: of the one at {@code
   * address}. What a source only declares lies anywhere; sources without addresses answer by name.
   *
   * @param address where it is at run time; of a per-CPU variable its offset
   */
  default Optional<Type> variable(String name, long address) {
    return variable(name);
  }

  /** The type of the function {@code name}, of several the one at {@code address}. */
  default Optional<FunctionType> function(String name, long address) {
    return function(name);
  }

  /** The type of the function {@code name}. */
  Optional<FunctionType> function(String name);

  /**
   * All structs, unions, enums, typedefs and base types that have a name; one name may occur
   * several times.
   */
  Stream<Type> named();

  /** Bytes of a pointer and of {@code long} on the target. */
  int wordSize();
}
