package io.kwalk.shell.types;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.TypedefType;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.object.CDeclaration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Structs and unions by size, and by the types of their members.
 *
 * @param low the smallest size in bytes
 * @param high the largest
 * @param members each a part of the name of a type: a struct is found if one of its members, or of
 *     the structs it contains, is of a type whose name has one of them in it, or points to one;
 *     none finds all
 */
record TypeSearch(long low, long high, List<String> members) {
  private static final int MAX_DEPTH = 32;

  /** What is found, each name once, by size and name. */
  List<StructType> in(Types types) {
    IdentityHashMap<StructType, Boolean> known = new IdentityHashMap<>();
    Set<String> names = new HashSet<>();
    Stream<StructType> named =
        types
            .named()
            .filter(type -> type instanceof StructType)
            .map(type -> (StructType) type)
            .filter(struct -> struct.size() >= low && struct.size() <= high)
            .filter(struct -> members.isEmpty() || contains(struct, known, 0))
            .filter(struct -> names.add(struct.name()));
    return named
        .sorted(Comparator.comparingLong(StructType::size).thenComparing(StructType::name))
        .toList();
  }

  private boolean contains(
      StructType struct, IdentityHashMap<StructType, Boolean> known, int depth) {
    Boolean before = known.get(struct);
    if (before != null || depth > MAX_DEPTH) {
      return before != null && before;
    }
    // A damaged struct may contain itself: until it is known it contains nothing.
    known.put(struct, false);
    boolean found = false;
    for (Member member : struct.members()) {
      found = found || matches(member.type()) || inside(member.type(), known, depth);
    }
    known.put(struct, found);
    return found;
  }

  private boolean inside(Type type, IdentityHashMap<StructType, Boolean> known, int depth) {
    StructType struct = containedStruct(type);
    return struct != null && contains(struct, known, depth + 1);
  }

  private static @Nullable StructType containedStruct(Type type) {
    Type bare = type.strip();
    for (int i = 0; i < MAX_DEPTH && bare instanceof ArrayType array; i++) {
      bare = array.element().strip();
    }
    return bare instanceof StructType struct ? struct : null;
  }

  private boolean matches(Type type) {
    CDeclaration declaration = CDeclaration.of(type, "");
    if (declaration.declarator().indexOf('(') >= 0) {
      return false;
    }
    Type base = declaration.base();
    return named(base.name())
        || base instanceof TypedefType typedef && named(typedef.strip().name());
  }

  private boolean named(String name) {
    return members.stream().anyMatch(name::contains);
  }
}
