package io.kwalk.core.object;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import java.util.List;

/** Types for tests, made through the model. */
final class TestTypes {
  static final IntType INT = integer("int", 4, true);
  static final IntType UNSIGNED = integer("unsigned int", 4, false);
  static final IntType LONG = integer("long", 8, true);
  static final IntType UNSIGNED_LONG = integer("unsigned long", 8, false);
  static final IntType CHAR = new IntType("char", 1, true, IntType.Encoding.CHARACTER);
  static final IntType U8 = integer("unsigned char", 1, false);
  static final IntType BOOL = new IntType("_Bool", 1, false, IntType.Encoding.BOOLEAN);

  private TestTypes() {}

  static IntType integer(String name, long size, boolean signed) {
    return new IntType(name, size, signed, IntType.Encoding.INTEGER);
  }

  static PointerType pointer(Type target) {
    return new PointerType(8, () -> target);
  }

  static ArrayType array(Type element, long count) {
    return new ArrayType(() -> element, count);
  }

  static Member member(String name, Type type, long offset) {
    return new Member(name, () -> type, 8 * offset, 0);
  }

  static StructType struct(String name, long size, Member... members) {
    return new StructType(false, name, size, () -> List.of(members));
  }

  static StructType union(String name, long size, Member... members) {
    return new StructType(true, name, size, () -> List.of(members));
  }
}
