package io.kwalk.core.object;

import io.kwalk.core.debuginfo.BaseTypeNames;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.Type;
import java.util.Optional;

/**
 * C's base types as Linux has them on LP64, for kernels that do not use one (few have {@code
 * float}) and dumps whose types are not known.
 */
final class StandardTypes {
  private StandardTypes() {}

  static Optional<Type> named(String name) {
    Type type =
        switch (BaseTypeNames.canonical(name)) {
          case "char" -> character("char", true);
          case "signed char" -> character("signed char", true);
          case "unsigned char" -> character("unsigned char", false);
          case "short" -> integer("short", 2, true);
          case "unsigned short" -> integer("unsigned short", 2, false);
          case "int" -> integer("int", 4, true);
          case "unsigned int" -> integer("unsigned int", 4, false);
          case "long" -> integer("long", 8, true);
          case "unsigned long" -> integer("unsigned long", 8, false);
          case "long long" -> integer("long long", 8, true);
          case "unsigned long long" -> integer("unsigned long long", 8, false);
          case "_Bool" -> new IntType("_Bool", 1, false, IntType.Encoding.BOOLEAN);
          case "float" -> new FloatType("float", 4);
          case "double" -> new FloatType("double", 8);
          default -> null;
        };
    return Optional.ofNullable(type);
  }

  private static Type character(String name, boolean signed) {
    return new IntType(name, 1, signed, IntType.Encoding.CHARACTER);
  }

  private static Type integer(String name, long size, boolean signed) {
    return new IntType(name, size, signed, IntType.Encoding.INTEGER);
  }
}
