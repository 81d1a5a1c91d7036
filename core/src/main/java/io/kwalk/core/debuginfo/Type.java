package io.kwalk.core.debuginfo;

/**
 * A C type of the target. Types are made once per source and compared by identity; what a type
 * refers to is resolved when it is first asked for, so a type may refer to itself.
 */
public sealed interface Type
    permits VoidType,
        IntType,
        FloatType,
        PointerType,
        ArrayType,
        StructType,
        EnumType,
        TypedefType,
        QualifiedType,
        FunctionType,
        ForwardType {

  /**
   * The base type's, tag's or typedef's name; "" for an anonymous type and for pointers, arrays,
   * functions.
   */
  String name();

  /** Bytes; 0 for void, functions, incomplete types and flexible arrays. */
  long size();

  /**
   * This type without typedefs and qualifiers at its top. Bounded: a damaged cycle of typedefs ends
   * as void.
   */
  default Type strip() {
    Type type = this;
    for (int depth = 0; depth < 64; depth++) {
      // No switch: linking the first pattern switch costs a start 5 ms.
      if (type instanceof TypedefType typedef) {
        type = typedef.target();
      } else if (type instanceof QualifiedType qualified) {
        type = qualified.target();
      } else {
        return type;
      }
    }
    return VoidType.VOID;
  }
}
