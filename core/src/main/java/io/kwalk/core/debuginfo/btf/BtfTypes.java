package io.kwalk.core.debuginfo.btf;

import io.kwalk.core.debuginfo.BaseTypeNames;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.TypeReference;
import io.kwalk.core.debuginfo.TypedefType;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.debuginfo.btf.BtfNameIndex.Namespace;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The types of one BTF. Opening costs one pass that notes where each type begins; the first lookup
 * by name costs an index of the names; a type is made, once, when it is asked for. Ids out of range
 * and kinds that are no types of C are void.
 *
 * <p>A module's split BTF refers to the types of its base, but finds by name only its own.
 */
public final class BtfTypes implements Types {
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Type[].class);

  /** No chain of typedefs and qualifiers in C is that long; a damaged one may be a circle. */
  private static final int MAX_CHAIN = 64;

  private final BtfBlob blob;
  private final @Nullable BtfTypes base;
  private final int wordSize;
  private final @Nullable DistilledBase distilled;
  private final BtfDecoder decoder;
  private final @Nullable Type[] made;
  private volatile @Nullable BtfNameIndex typeIndex;
  private volatile @Nullable BtfNameIndex functionIndex;
  private volatile @Nullable BtfNameIndex enumeratorIndex;
  private volatile @Nullable Map<String, Type> baseTypes;
  private volatile @Nullable Boolean enumsTellSign;

  private BtfTypes(
      BtfBlob blob, @Nullable BtfTypes base, int wordSize, @Nullable DistilledBase distilled) {
    this.blob = blob;
    this.base = base;
    this.distilled = distilled;
    this.wordSize = wordSize;
    this.decoder = new BtfDecoder(this, blob);
    this.made = new Type[blob.count()];
  }

  /** Whether {@code bytes} begin as BTF does, of either byte order. */
  public static boolean isBtf(byte[] bytes) {
    return BtfBlob.hasMagic(bytes);
  }

  /**
   * The types of a BTF that stands alone, such as vmlinux's. The byte order is told by its magic
   * number.
   *
   * @param bytes kept, not copied
   * @param wordSize bytes of a pointer on the target
   * @throws MalformedBtfException if the header is damaged; types that are cut off or of unknown
   *     kinds only end the list
   */
  public static BtfTypes read(byte[] bytes, int wordSize) throws MalformedBtfException {
    return new BtfTypes(BtfBlob.read(bytes), null, wordSize, null);
  }

  /**
   * The types of a module's BTF, whose ids and strings go on where those of {@code base} end.
   *
   * @throws MalformedBtfException as {@link #read}
   */
  public static BtfTypes readSplit(BtfTypes base, byte[] bytes) throws MalformedBtfException {
    return new BtfTypes(BtfBlob.readSplit(bytes, base.blob), base, base.wordSize, null);
  }

  /**
   * The types of a module built apart from its kernel: its BTF is split from a small "distilled"
   * base (section .BTF.base, Linux 6.11) whose types are those of {@code base} that have the same
   * kind, name and size. Types without such a partner stay as the distilled base has them: a name
   * and a size.
   *
   * @throws MalformedBtfException as {@link #read}
   */
  public static BtfTypes readSplit(BtfTypes base, byte[] distilled, byte[] bytes)
      throws MalformedBtfException {
    BtfBlob small = BtfBlob.read(distilled);
    BtfTypes partners = new BtfTypes(small, null, base.wordSize, new DistilledBase(base));
    return new BtfTypes(BtfBlob.readSplit(bytes, small), partners, base.wordSize, null);
  }

  @Override
  public int wordSize() {
    return wordSize;
  }

  /** One past the last id of these types and their base's. */
  public int endId() {
    return blob.endId();
  }

  /** The type of a BTF id; void for 0, for ids out of range, and for kinds that are no types. */
  public Type type(int id) {
    if (!blob.has(id)) {
      return base == null ? VoidType.VOID : base.type(id);
    }
    int index = id - blob.firstId;
    Type known = (Type) ELEMENT.getAcquire(made, index);
    if (known != null) {
      return known;
    }
    Type decoded = decoder.decode(blob.start(id));
    Type type = distilled == null ? decoded : distilled.partner(decoded);
    Type first = (Type) ELEMENT.compareAndExchange(made, index, (Type) null, type);
    return first != null ? first : type;
  }

  /**
   * The type of a function or variable; one declared by another could lead in a circle, and is
   * void.
   */
  Type declared(int id) {
    BtfTypes holder = holder(id);
    if (holder == null) {
      return VoidType.VOID;
    }
    int kind = holder.blob.kind(id);
    return kind == BtfKind.FUNC || kind == BtfKind.VAR ? VoidType.VOID : holder.type(id);
  }

  TypeReference reference(int id) {
    return new Reference(this, id);
  }

  private record Reference(BtfTypes types, int id) implements TypeReference {
    @Override
    public Type resolve() {
      return types.type(id);
    }

    @Override
    public String toString() {
      return "[" + id + "]";
    }
  }

  /**
   * Whether the producer (pahole since 1.24) marks signed enums; before, a value below 0 is all
   * there is to tell.
   */
  boolean enumsTellSign() {
    Boolean known = enumsTellSign;
    if (known == null) {
      known = base != null && base.enumsTellSign();
      for (int id = blob.firstId; id < blob.endId() && !known; id++) {
        int start = blob.start(id);
        int kind = blob.kindAt(start);
        known = kind == BtfKind.ENUM64 || kind == BtfKind.ENUM && blob.flagAt(start);
      }
      enumsTellSign = known;
    }
    return known;
  }

  /**
   * The second word of the integer that the type {@code id} is, if that is narrower than its
   * storage: how bit-fields are described in structs without kind_flag. Else 0.
   */
  int intEncoding(int id) {
    for (int depth = 0; depth < MAX_CHAIN && id != 0; depth++) {
      BtfTypes holder = holder(id);
      if (holder == null) {
        return 0;
      }
      int start = holder.blob.start(id);
      switch (holder.blob.kindAt(start)) {
        case BtfKind.TYPEDEF, BtfKind.CONST, BtfKind.VOLATILE, BtfKind.RESTRICT, BtfKind.TYPE_TAG ->
            id = holder.blob.typeAt(start);
        case BtfKind.INT -> {
          int encoding = holder.blob.int32(start + 12);
          boolean narrow = (encoding & 0xff) < 8 * holder.blob.sizeAt(start);
          boolean shifted = (encoding >>> 16 & 0xff) != 0;
          return narrow || shifted ? encoding & 0xff_ffff : 0;
        }
        default -> {
          return 0;
        }
      }
    }
    return 0;
  }

  private @Nullable BtfTypes holder(int id) {
    return blob.has(id) ? this : base == null ? null : base.holder(id);
  }

  @Override
  public Optional<StructType> struct(String name) {
    return named(Namespace.STRUCT, name, StructType.class);
  }

  @Override
  public Optional<StructType> union(String name) {
    return named(Namespace.UNION, name, StructType.class);
  }

  @Override
  public Optional<EnumType> enumeration(String name) {
    return named(Namespace.ENUM, name, EnumType.class);
  }

  @Override
  public Optional<TypedefType> typedef(String name) {
    return named(Namespace.TYPEDEF, name, TypedefType.class);
  }

  @Override
  public Optional<Type> variable(String name) {
    return named(Namespace.VARIABLE, name, Type.class);
  }

  @Override
  public Optional<FunctionType> function(String name) {
    BtfNameIndex index = functionIndex;
    if (index == null) {
      index = BtfNameIndex.ofFunctions(blob);
      functionIndex = index;
    }
    return at(index.find(Namespace.FUNCTION, name), FunctionType.class);
  }

  private <T extends Type> Optional<T> named(Namespace namespace, String name, Class<T> type) {
    BtfNameIndex index = typeIndex;
    if (index == null) {
      index = BtfNameIndex.ofTypes(blob);
      typeIndex = index;
    }
    return at(index.find(namespace, name), type);
  }

  private <T extends Type> Optional<T> at(int start, Class<T> type) {
    if (start == 0) {
      return Optional.empty();
    }
    Type found = type(blob.idAt(start));
    return type.isInstance(found) ? Optional.of(type.cast(found)) : Optional.empty();
  }

  private int enumeratorAt(String name) {
    BtfNameIndex index = enumeratorIndex;
    if (index == null) {
      index = BtfNameIndex.ofEnumerators(blob);
      enumeratorIndex = index;
    }
    return index.find(Namespace.ENUMERATOR, name);
  }

  @Override
  public OptionalLong enumerator(String name) {
    int at = enumeratorAt(name);
    if (at != 0 && type(blob.idAt(at)) instanceof EnumType enumeration) {
      int start = blob.start(blob.idAt(at));
      int position = (at - start - 12) / BtfNameIndex.enumeratorSize(blob.kindAt(start));
      return OptionalLong.of(enumeration.enumerators().get(position).value());
    }
    return OptionalLong.empty();
  }

  @Override
  public Optional<EnumType> enumOf(String enumerator) {
    return at(enumeratorAt(enumerator), EnumType.class);
  }

  @Override
  public Optional<Type> base(String name) {
    Map<String, Type> known = baseTypes;
    if (known == null) {
      known = baseTypes();
      baseTypes = known;
    }
    return Optional.ofNullable(known.get(BaseTypeNames.canonical(name)));
  }

  private Map<String, Type> baseTypes() {
    Map<String, Type> found = new HashMap<>();
    ids(1L << BtfKind.INT | 1L << BtfKind.FLOAT)
        .mapToObj(this::type)
        .forEach(type -> found.putIfAbsent(BaseTypeNames.canonical(type.name()), type));
    return Map.copyOf(found);
  }

  private static final long NAMED =
      1L << BtfKind.STRUCT
          | 1L << BtfKind.UNION
          | 1L << BtfKind.ENUM
          | 1L << BtfKind.ENUM64
          | 1L << BtfKind.TYPEDEF
          | 1L << BtfKind.INT
          | 1L << BtfKind.FLOAT;

  @Override
  public Stream<Type> named() {
    return ids(NAMED).filter(id -> blob.nameOffsetAt(blob.start(id)) != 0).mapToObj(this::type);
  }

  private IntStream ids(long kinds) {
    return IntStream.range(blob.firstId, blob.endId())
        .filter(id -> {
          int kind = blob.kind(id);
          return kind < 64 && (kinds >>> kind & 1) != 0;
        });
  }
}
