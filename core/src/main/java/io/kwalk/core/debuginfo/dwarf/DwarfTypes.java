package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.BaseTypeNames;
import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.TypeReference;
import io.kwalk.core.debuginfo.TypedefType;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.memory.Lazy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The types of one file's DWARF. The first lookup by name makes or opens an index of the names; a
 * type is made, once for each entry, when it is asked for. Of several definitions of a name the
 * first in the order of the units is found. Safe for several threads.
 *
 * <p>A struct, union or enum that a unit only declares is the one that another unit defines.
 *
 * <p>Throws {@link DebugInfoException} where the entries asked for are damaged.
 */
public final class DwarfTypes implements Types {
  private static final int MAX_SPECIFICATIONS = 4;
  private static final TypeReference NOTHING = () -> VoidType.VOID;

  private final DwarfFile file;
  private final long bias;
  private final Lazy<DwarfIndex> index;
  private final DwarfTypeDecoder decoder = new DwarfTypeDecoder(this);
  private final NamespacePaths paths = new NamespacePaths();
  private final Map<Die, Type> made = new ConcurrentHashMap<>();

  private DwarfTypes(DwarfFile file, long bias, @Nullable Path cache) {
    this.file = file;
    this.bias = bias;
    this.index = Lazy.of(() -> index(file, cache));
  }

  /** The types of {@code file}; nothing is read yet. */
  public static DwarfTypes of(DwarfFile file) {
    return new DwarfTypes(file, 0, null);
  }

  /**
   * The types of {@code file}; nothing is read yet.
   *
   * @param cache where the index of names is kept; it is made anew if what is there is not this
   *     file's, or damaged, and not kept if it cannot be written
   */
  public static DwarfTypes of(DwarfFile file, Path cache) {
    return new DwarfTypes(file, 0, cache);
  }

  /**
   * The same.
   *
   * @param bias what is added to the file's addresses to give run-time ones
   * @param cache null for none
   */
  public static DwarfTypes of(DwarfFile file, long bias, @Nullable Path cache) {
    return new DwarfTypes(file, bias, cache);
  }

  private static DwarfIndex index(DwarfFile file, @Nullable Path cache) {
    if (cache == null) {
      return IndexBuilder.build(file);
    }
    IndexFile kept = new IndexFile(cache, file);
    DwarfIndex known = kept.open();
    if (known != null) {
      return known;
    }
    DwarfIndex made = IndexBuilder.build(file);
    kept.write(made);
    return made;
  }

  @Override
  public int wordSize() {
    return file.elf().wordSize();
  }

  /** The type that {@code die} describes; void if it is no type's entry. */
  public Type type(Die die) {
    Type known = made.get(die);
    if (known != null) {
      return known;
    }
    Type decoded = decoder.decode(die);
    Type first = made.putIfAbsent(die, decoded);
    return first != null ? first : decoded;
  }

  /**
   * The type of the variable, parameter, member or function's result that {@code die} describes, by
   * its DW_AT_type or that of the entry it completes; void without.
   */
  public Type declaredType(Die die) {
    return declared(die).resolve();
  }

  /** The type that {@link #declaredType} gives, resolved when it is needed. */
  TypeReference declared(Die die) {
    Die at = die;
    for (int depth = 0; depth <= MAX_SPECIFICATIONS; depth++) {
      AttributeValue type = at.attribute(DwAt.DW_AT_type);
      if (type != null) {
        return new Reference(this, type);
      }
      Optional<Die> origin = origin(at);
      if (origin.isEmpty()) {
        break;
      }
      at = origin.get();
    }
    return NOTHING;
  }

  private static Optional<Die> origin(Die die) {
    Optional<Die> specification = die.reference(DwAt.DW_AT_specification);
    return specification.isPresent() ? specification : die.reference(DwAt.DW_AT_abstract_origin);
  }

  private record Reference(DwarfTypes types, AttributeValue value) implements TypeReference {
    @Override
    public Type resolve() {
      return types.type(value.reference());
    }

    @Override
    public String toString() {
      return "[" + Long.toHexString(value.value()) + "]";
    }
  }

  /** The name of an entry or of the one it completes, with its namespaces before it; or "". */
  String nameOf(Die die) {
    Die at = die;
    for (int depth = 0; depth <= MAX_SPECIFICATIONS; depth++) {
      Optional<String> name = at.name();
      if (name.isPresent()) {
        return paths.of(at) + name.get();
      }
      Optional<Die> origin = origin(at);
      if (origin.isEmpty()) {
        break;
      }
      at = origin.get();
    }
    return "";
  }

  /** The definition of what {@code die} declares; empty if no unit has it. */
  Optional<Die> definition(Die die) {
    String name = nameOf(die);
    return name.isEmpty() ? Optional.empty() : find(NameKind.of(die.tag()), name);
  }

  /** The entry that defines the name; the first of several. */
  private Optional<Die> find(int kind, String name) {
    return find(kind, name, die -> nameOf(die).equals(name));
  }

  private Optional<Die> find(int kind, String name, Predicate<Die> wanted) {
    for (int offset : index.get().find(kind, NameHash.of(name))) {
      Die die = entry(offset);
      if (isOf(kind, die) && wanted.test(die)) {
        return Optional.of(die);
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(int kind, Die die) {
    int actual = NameKind.of(die.tag());
    return switch (kind) {
      case NameKind.FUNCTION_DECLARATION -> actual == NameKind.FUNCTION;
      case NameKind.VARIABLE_DECLARATION -> actual == NameKind.VARIABLE;
      default -> actual == kind;
    };
  }

  private Die entry(int offset) {
    return file.entryIn(file.unitFrom(index.get().unitOf(offset)), offset);
  }

  private <T extends Type> Optional<T> find(int kind, String name, Class<T> type) {
    return find(kind, name).map(this::type).filter(type::isInstance).map(type::cast);
  }

  @Override
  public Optional<StructType> struct(String name) {
    return find(NameKind.STRUCT, name, StructType.class);
  }

  @Override
  public Optional<StructType> union(String name) {
    return find(NameKind.UNION, name, StructType.class);
  }

  @Override
  public Optional<EnumType> enumeration(String name) {
    return find(NameKind.ENUM, name, EnumType.class);
  }

  @Override
  public Optional<TypedefType> typedef(String name) {
    return find(NameKind.TYPEDEF, name, TypedefType.class);
  }

  @Override
  public Optional<Type> base(String name) {
    String canonical = BaseTypeNames.canonical(name);
    return find(
            NameKind.BASE,
            canonical,
            die -> BaseTypeNames.canonical(die.name().orElse("")).equals(canonical))
        .map(this::type);
  }

  @Override
  public OptionalLong enumerator(String name) {
    return enumOf(name)
        .map(type -> OptionalLong.of(constant(type, name).orElseThrow().value()))
        .orElse(OptionalLong.empty());
  }

  @Override
  public Optional<EnumType> enumOf(String enumerator) {
    for (int offset : index.get().find(NameKind.ENUMERATOR, NameHash.of(enumerator))) {
      if (type(entry(offset)) instanceof EnumType type && constant(type, enumerator).isPresent()) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private static Optional<EnumType.Enumerator> constant(EnumType type, String name) {
    String last = name.substring(name.lastIndexOf(':') + 1);
    return type.enumerators().stream().filter(each -> each.name().equals(last)).findFirst();
  }

  /** The entry of the global or static variable {@code name}, the first of several. */
  public Optional<Die> variableEntry(String name) {
    return find(NameKind.VARIABLE, name);
  }

  /** The entry of the function {@code name}, the first of several; it may be an inline one's. */
  public Optional<Die> functionEntry(String name) {
    return find(NameKind.FUNCTION, name);
  }

  @Override
  public Optional<Type> variable(String name) {
    return variableEntry(name)
        .or(() -> find(NameKind.VARIABLE_DECLARATION, name))
        .map(this::declaredType);
  }

  @Override
  public Optional<FunctionType> function(String name) {
    return functionEntry(name)
        .or(() -> find(NameKind.FUNCTION_DECLARATION, name))
        .map(this::type)
        .map(FunctionType.class::cast);
  }

  @Override
  public Optional<Type> variable(String name, long address) {
    return at(NameKind.VARIABLE, NameKind.VARIABLE_DECLARATION, name, address)
        .map(this::declaredType);
  }

  @Override
  public Optional<FunctionType> function(String name, long address) {
    return at(NameKind.FUNCTION, NameKind.FUNCTION_DECLARATION, name, address)
        .map(this::type)
        .map(FunctionType.class::cast);
  }

  /** The definition at a run-time address; a declaration if no unit of this file defines it. */
  private Optional<Die> at(int kind, int declarations, String symbol, long address) {
    // Clones of functions and static variables of functions have a symbol with a suffix.
    int dot = symbol.indexOf('.');
    String name = dot > 0 ? symbol.substring(0, dot) : symbol;
    Predicate<Die> named = die -> nameOf(die).equals(name);
    Optional<Die> here = find(kind, name, named.and(die -> isAt(die, address)));
    if (here.isPresent() || dot > 0) {
      return here;
    }
    Optional<Die> somewhere = find(kind, name, named.and(die -> EntryAddress.of(die).isEmpty()));
    return somewhere.isPresent() || find(kind, name).isPresent()
        ? somewhere
        : find(declarations, name);
  }

  /** Offsets into the per-CPU area are not moved by the bias. */
  private boolean isAt(Die die, long address) {
    OptionalLong start = EntryAddress.of(die);
    return start.isPresent()
        && (start.getAsLong() + bias == address || start.getAsLong() == address);
  }

  private static final int NAMED =
      1 << NameKind.STRUCT
          | 1 << NameKind.UNION
          | 1 << NameKind.ENUM
          | 1 << NameKind.TYPEDEF
          | 1 << NameKind.BASE;

  @Override
  public Stream<Type> named() {
    return Arrays.stream(index.get().all(NAMED)).mapToObj(this::entry).map(this::type);
  }
}
