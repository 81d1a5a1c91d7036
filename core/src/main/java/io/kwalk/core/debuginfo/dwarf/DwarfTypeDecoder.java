package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwAt.*;
import static io.kwalk.core.debuginfo.dwarf.DwTag.*;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.ArrayType.Extent;
import io.kwalk.core.debuginfo.BaseTypeNames;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.ForwardType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.IntType;
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
import java.util.Optional;

/** Makes the {@link Type} of an entry (sections 3.3 and 5). */
final class DwarfTypeDecoder {
  /** C has no limit, but no array of the kernel has more than a few dimensions. */
  private static final int MAX_DIMENSIONS = 16;

  /** The attribute encodings of base types (section 7.8, table 7.11). */
  private static final int DW_ATE_boolean = 0x02;

  private static final int DW_ATE_complex_float = 0x03;
  private static final int DW_ATE_float = 0x04;
  private static final int DW_ATE_signed = 0x05;
  private static final int DW_ATE_signed_char = 0x06;
  private static final int DW_ATE_unsigned_char = 0x08;
  private static final int DW_ATE_imaginary_float = 0x09;
  private static final int DW_ATE_signed_fixed = 0x0d;
  private static final int DW_ATE_decimal_float = 0x0f;
  private static final int DW_ATE_UTF = 0x10;

  private final DwarfTypes types;

  DwarfTypeDecoder(DwarfTypes types) {
    this.types = types;
  }

  /** The type that {@code die} describes; void for entries that are no types. */
  Type decode(Die die) {
    return switch (die.tag()) {
      case DW_TAG_base_type -> base(die);
      case DW_TAG_pointer_type,
          DW_TAG_reference_type,
          DW_TAG_rvalue_reference_type,
          DW_TAG_ptr_to_member_type ->
          new PointerType(
              die.unsigned(DW_AT_byte_size).orElse(die.unit().addressSize()), types.declared(die));
      case DW_TAG_structure_type, DW_TAG_class_type, DW_TAG_union_type -> struct(die);
      case DW_TAG_enumeration_type -> enumeration(die);
      case DW_TAG_typedef -> new TypedefType(types.nameOf(die), types.declared(die));
      case DW_TAG_array_type -> array(die);
      case DW_TAG_const_type -> qualified(Qualifier.CONST, "", die);
      case DW_TAG_volatile_type -> qualified(Qualifier.VOLATILE, "", die);
      case DW_TAG_restrict_type -> qualified(Qualifier.RESTRICT, "", die);
      case DW_TAG_atomic_type -> qualified(Qualifier.TYPE_TAG, "_Atomic", die);
      case DW_TAG_packed_type -> qualified(Qualifier.TYPE_TAG, "packed", die);
      case DW_TAG_immutable_type -> qualified(Qualifier.TYPE_TAG, "immutable", die);
      case DW_TAG_subroutine_type, DW_TAG_subprogram -> function(die);
      default -> VoidType.VOID;
    };
  }

  private QualifiedType qualified(Qualifier qualifier, String tag, Die die) {
    return new QualifiedType(qualifier, tag, types.declared(die));
  }

  private Type base(Die die) {
    String name = BaseTypeNames.canonical(types.nameOf(die));
    long size = die.unsigned(DW_AT_byte_size).orElse(0);
    int encoding = (int) die.unsigned(DW_AT_encoding).orElse(0);
    return switch (encoding) {
      case DW_ATE_float, DW_ATE_complex_float, DW_ATE_imaginary_float, DW_ATE_decimal_float ->
          new FloatType(name, size);
      case DW_ATE_boolean -> new IntType(name, size, false, IntType.Encoding.BOOLEAN);
      case DW_ATE_signed_char -> new IntType(name, size, true, IntType.Encoding.CHARACTER);
      case DW_ATE_unsigned_char, DW_ATE_UTF ->
          new IntType(name, size, false, IntType.Encoding.CHARACTER);
      default -> new IntType(name, size, isSigned(encoding), IntType.Encoding.INTEGER);
    };
  }

  private static boolean isSigned(int encoding) {
    return encoding == DW_ATE_signed
        || encoding == DW_ATE_signed_char
        || encoding == DW_ATE_signed_fixed;
  }

  private Type struct(Die die) {
    boolean union = die.tag() == DW_TAG_union_type;
    if (die.flag(DW_AT_declaration)) {
      return elsewhere(die, union ? ForwardType.Kind.UNION : ForwardType.Kind.STRUCT);
    }
    long size = die.unsigned(DW_AT_byte_size).orElse(0);
    StructMembers members = new StructMembers(types, die, size);
    return new StructType(union, types.nameOf(die), size, members::read);
  }

  /** What a type unit or another unit defines; else what is only declared. */
  private Type elsewhere(Die die, ForwardType.Kind kind) {
    Optional<Die> definition = die.reference(DW_AT_signature).or(() -> types.definition(die));
    return definition.isPresent() && !definition.get().flag(DW_AT_declaration)
        ? types.type(definition.get())
        : new ForwardType(kind, types.nameOf(die));
  }

  private Type enumeration(Die die) {
    if (die.flag(DW_AT_declaration)) {
      return elsewhere(die, ForwardType.Kind.ENUM);
    }
    List<EnumType.Enumerator> constants = new ArrayList<>();
    boolean negative = false;
    for (Die child : die.children()) {
      AttributeValue value = child.attribute(DW_AT_const_value);
      if (child.tag() == DW_TAG_enumerator && value != null && value.isConstant()) {
        // GCC stores what is below 0 with its sign, and the rest in as many bytes as it needs.
        negative |= value.form() == DwForm.DW_FORM_sdata && value.unsigned() < 0;
        constants.add(new EnumType.Enumerator(child.name().orElse(""), value.unsigned()));
      }
    }
    Type underlying = types.declared(die).resolve().strip();
    long size = die.unsigned(DW_AT_byte_size).orElse(underlying.size());
    return new EnumType(
        types.nameOf(die), size, isSigned(die, underlying, negative), List.copyOf(constants));
  }

  private static boolean isSigned(Die die, Type underlying, boolean negative) {
    return underlying instanceof IntType integer
        ? integer.signed()
        : die.has(DW_AT_encoding)
            ? isSigned((int) die.unsigned(DW_AT_encoding).orElse(0))
            : negative;
  }

  private Type array(Die die) {
    List<Die> dimensions = new ArrayList<>();
    for (Die child : die.children()) {
      if (child.tag() == DW_TAG_subrange_type && dimensions.size() < MAX_DIMENSIONS) {
        dimensions.add(child);
      }
    }
    TypeReference element = types.declared(die);
    for (int i = dimensions.size() - 1; i > 0; i--) {
      Type inner = dimension(element, dimensions.get(i));
      element = () -> inner;
    }
    return dimensions.isEmpty()
        ? new ArrayType(element, 0, Extent.FLEXIBLE)
        : dimension(element, dimensions.getFirst());
  }

  /** A bound that is computed at run time counts as none. */
  private static ArrayType dimension(TypeReference element, Die subrange) {
    AttributeValue count = subrange.attribute(DW_AT_count);
    if (count != null && count.isConstant()) {
      return new ArrayType(element, Math.max(count.unsigned(), 0), Extent.COUNTED);
    }
    AttributeValue upper = subrange.attribute(DW_AT_upper_bound);
    if (upper == null || !upper.isConstant()) {
      return new ArrayType(element, 0, Extent.FLEXIBLE);
    }
    // GCC writes the bound of [0] as -1, in as many bytes as a pointer has.
    boolean none = upper.form() == DwForm.DW_FORM_data4 && upper.signed() == -1;
    long lower = subrange.unsigned(DW_AT_lower_bound).orElse(0);
    long elements = none ? 0 : Math.max(upper.unsigned() - lower + 1, 0);
    return new ArrayType(element, elements, Extent.COUNTED);
  }

  private FunctionType function(Die die) {
    List<FunctionType.Parameter> parameters = new ArrayList<>();
    boolean variadic = false;
    for (Die child : declaration(die).children()) {
      if (child.tag() == DW_TAG_formal_parameter) {
        parameters.add(new FunctionType.Parameter(child.name().orElse(""), types.declared(child)));
      }
      variadic |= child.tag() == DW_TAG_unspecified_parameters;
    }
    return new FunctionType(types.declared(die), List.copyOf(parameters), variadic);
  }

  /** An inlined or cloned function's parameters are named where it was written. */
  private static Die declaration(Die die) {
    return die.reference(DW_AT_abstract_origin).orElse(die);
  }
}
