package io.kwalk.core.debuginfo.btf;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.BaseTypeNames;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.ForwardType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.QualifiedType;
import io.kwalk.core.debuginfo.QualifiedType.Qualifier;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.TypeReference;
import io.kwalk.core.debuginfo.TypedefType;
import io.kwalk.core.debuginfo.VoidType;
import java.util.ArrayList;
import java.util.List;

/** Makes the {@link Type} of what stands at one place of a BTF. */
final class BtfDecoder {
  private static final int INT_SIGNED = 1;
  private static final int INT_BOOL = 4;

  private final BtfTypes types;
  private final BtfBlob blob;

  BtfDecoder(BtfTypes types, BtfBlob blob) {
    this.types = types;
    this.blob = blob;
  }

  /** The type that begins at {@code start}; void for kinds that are no types of C. */
  Type decode(int start) {
    return switch (blob.kindAt(start)) {
      case BtfKind.INT -> integer(start);
      case BtfKind.FLOAT -> new FloatType(name(start), blob.sizeAt(start));
      case BtfKind.PTR -> new PointerType(types.wordSize(), target(start));
      case BtfKind.ARRAY -> new ArrayType(reference(start + 12), blob.unsigned32(start + 20));
      case BtfKind.STRUCT -> struct(start, false);
      case BtfKind.UNION -> struct(start, true);
      case BtfKind.ENUM -> enumeration(start);
      case BtfKind.ENUM64 -> enumeration64(start);
      case BtfKind.FWD -> forward(start);
      case BtfKind.TYPEDEF -> new TypedefType(name(start), target(start));
      case BtfKind.CONST -> new QualifiedType(Qualifier.CONST, "", target(start));
      case BtfKind.VOLATILE -> new QualifiedType(Qualifier.VOLATILE, "", target(start));
      case BtfKind.RESTRICT -> new QualifiedType(Qualifier.RESTRICT, "", target(start));
      case BtfKind.TYPE_TAG -> new QualifiedType(Qualifier.TYPE_TAG, name(start), target(start));
      case BtfKind.FUNC_PROTO -> function(start);
      case BtfKind.FUNC, BtfKind.VAR -> types.declared(blob.typeAt(start));
      default -> VoidType.VOID;
    };
  }

  private String name(int at) {
    return blob.strings.get(blob.nameOffsetAt(at));
  }

  private TypeReference target(int start) {
    return reference(start + 8);
  }

  private TypeReference reference(int at) {
    return types.reference(blob.int32(at));
  }

  private IntType integer(int start) {
    String name = BaseTypeNames.canonical(name(start));
    int encoding = blob.int32(start + 12) >>> 24 & 0xf;
    // pahole leaves BTF_INT_CHAR unset, so that only the name tells a character from a small
    // number.
    IntType.Encoding shown =
        (encoding & INT_BOOL) != 0
            ? IntType.Encoding.BOOLEAN
            : name.endsWith("char") ? IntType.Encoding.CHARACTER : IntType.Encoding.INTEGER;
    return new IntType(name, blob.sizeAt(start), (encoding & INT_SIGNED) != 0, shown);
  }

  private ForwardType forward(int start) {
    return new ForwardType(
        blob.flagAt(start) ? ForwardType.Kind.UNION : ForwardType.Kind.STRUCT, name(start));
  }

  private StructType struct(int start, boolean union) {
    return new StructType(union, name(start), blob.sizeAt(start), () -> members(start));
  }

  /**
   * struct btf_member { u32 name_off, type, offset; }; with kind_flag, the offset's top byte is the
   * bit-field's size.
   */
  private List<Member> members(int start) {
    int count = blob.lengthAt(start);
    boolean sized = blob.flagAt(start);
    List<Member> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = start + 12 + 12 * i;
      long offset = blob.unsigned32(at + 8);
      int bits = 0;
      if (sized) {
        bits = (int) (offset >>> 24);
        offset &= 0xff_ffff;
      } else {
        int encoding = types.intEncoding(blob.int32(at + 4));
        if (encoding != 0) {
          offset += encoding >>> 16 & 0xff;
          bits = encoding & 0xff;
        }
      }
      // A damaged size would shift by more than a long has.
      members.add(new Member(name(at), reference(at + 4), offset, bits > 64 ? 0 : bits));
    }
    return members;
  }

  /** struct btf_enum { u32 name_off; s32 val; }. */
  private EnumType enumeration(int start) {
    int count = blob.lengthAt(start);
    boolean signed = blob.flagAt(start);
    if (!signed && !types.enumsTellSign()) {
      for (int i = 0; i < count; i++) {
        signed |= blob.int32(start + 16 + 8 * i) < 0;
      }
    }
    List<EnumType.Enumerator> constants = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = start + 12 + 8 * i;
      long value = signed ? blob.int32(at + 4) : blob.unsigned32(at + 4);
      constants.add(new EnumType.Enumerator(name(at), value));
    }
    return new EnumType(name(start), blob.sizeAt(start), signed, List.copyOf(constants));
  }

  /** struct btf_enum64 { u32 name_off, val_lo32, val_hi32; }. */
  private EnumType enumeration64(int start) {
    int count = blob.lengthAt(start);
    List<EnumType.Enumerator> constants = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = start + 12 + 12 * i;
      long value = blob.unsigned32(at + 4) | (long) blob.int32(at + 8) << 32;
      constants.add(new EnumType.Enumerator(name(at), value));
    }
    return new EnumType(
        name(start), blob.sizeAt(start), blob.flagAt(start), List.copyOf(constants));
  }

  /** struct btf_param { u32 name_off, type; }; a last one of type 0 without a name is "...". */
  private FunctionType function(int start) {
    int count = blob.lengthAt(start);
    List<FunctionType.Parameter> parameters = new ArrayList<>(count);
    boolean variadic = false;
    for (int i = 0; i < count; i++) {
      int at = start + 12 + 8 * i;
      variadic = i == count - 1 && blob.int32(at) == 0 && blob.int32(at + 4) == 0;
      if (!variadic) {
        parameters.add(new FunctionType.Parameter(name(at), reference(at + 4)));
      }
    }
    return new FunctionType(target(start), List.copyOf(parameters), variadic);
  }
}
