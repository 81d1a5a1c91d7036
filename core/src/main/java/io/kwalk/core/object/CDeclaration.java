package io.kwalk.core.object;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.ForwardType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.QualifiedType;
import io.kwalk.core.debuginfo.QualifiedType.Qualifier;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import java.util.StringJoiner;

/**
 * A C declaration taken apart: {@code const char * const *names} is the base {@code char}, its
 * qualifiers {@code "const "} and the declarator {@code "* const *names"}. Laid out as gdb does.
 *
 * @param base what is left when pointers, arrays and functions are taken off: a type with a name,
 *     or an anonymous struct, union or enum
 * @param qualifiers of the base, each with a blank behind it
 * @param declarator stars, name, brackets and parameters; "" for the type alone
 */
public record CDeclaration(Type base, String qualifiers, String declarator) {
  /** No declaration of real code comes near; a damaged one may lead in a circle. */
  private static final int MAX_STEPS = 64;

  /** Parameters that are functions whose parameters are functions. */
  private static final int MAX_NESTING = 4;

  /**
   * Steps of a declaration with all parameters in it: where functions return themselves, those of
   * one level would multiply with those of the next.
   */
  private static final int MAX_ALL_STEPS = 1024;

  /** Characters of a declarator; a longer one ends there. */
  private static final int LONGEST_DECLARATOR = 1 << 14;

  /** Characters of a list of parameters or constants; more is cut. */
  private static final int LONGEST_LIST = 8000;

  /** {@code type} as {@code name}, or the type alone if {@code name} is "". */
  public static CDeclaration of(Type type, String name) {
    return of(type, name, false, 0, new Steps());
  }

  /**
   * The same of a struct's member.
   *
   * @param last whether no member follows: an array without a size is a flexible one only there,
   *     elsewhere it is {@code [0]} (debug information of BTF does not tell them apart)
   */
  public static CDeclaration ofMember(Type type, String name, boolean last) {
    return of(type, name, !last, 0, new Steps());
  }

  /** The declaration on one line, without a semicolon: {@code "struct list_head *next"}. */
  public static String text(Type type, String name) {
    return of(type, name).toString();
  }

  private static CDeclaration of(
      Type declared, String name, boolean zeroSized, int nesting, Steps steps) {
    Type type = declared;
    String declarator = name;
    Qualifiers qualifiers = new Qualifiers();
    for (int step = 0;
        step < MAX_STEPS && steps.take() && declarator.length() < LONGEST_DECLARATOR;
        step++) {
      switch (type) {
        case QualifiedType qualified -> {
          qualifiers.add(qualified.qualifier());
          type = qualified.target();
        }
        case PointerType pointer -> {
          declarator = pointer(qualifiers.take(), declarator);
          type = pointer.target();
          if (QualifiedType.bare(type) instanceof ArrayType || type instanceof FunctionType) {
            declarator = "(" + declarator + ")";
          }
        }
        case ArrayType array -> {
          boolean sized =
              switch (array.extent()) {
                case COUNTED -> true;
                case FLEXIBLE -> false;
                case NONE_OR_ZERO -> zeroSized && step == 0;
              };
          declarator += sized ? "[" + array.count() + "]" : "[]";
          type = array.element();
        }
        case FunctionType function -> {
          declarator += parameters(function, nesting, steps);
          type = function.returnType();
        }
        default -> {
          return new CDeclaration(type, qualifiers.take(), declarator);
        }
      }
    }
    return new CDeclaration(VoidType.VOID, "", declarator);
  }

  private static String pointer(String qualifiers, String declarator) {
    if (qualifiers.isEmpty()) {
      return "*" + declarator;
    }
    return "* " + (declarator.isEmpty() ? qualifiers.stripTrailing() : qualifiers + declarator);
  }

  private static String parameters(FunctionType function, int nesting, Steps steps) {
    if (nesting == MAX_NESTING) {
      return "(...)";
    }
    StringJoiner list = new StringJoiner(", ", "(", ")");
    boolean cut = false;
    for (FunctionType.Parameter parameter : function.parameters()) {
      cut = list.length() > LONGEST_LIST;
      if (cut) {
        break;
      }
      list.add(of(parameter.type(), "", false, nesting + 1, steps).toString());
    }
    if (function.variadic() || cut) {
      list.add("...");
    } else if (function.parameters().isEmpty()) {
      list.add("void");
    }
    return list.toString();
  }

  /** What is left of {@link #MAX_ALL_STEPS}. */
  private static final class Steps {
    private int left = MAX_ALL_STEPS;

    boolean take() {
      return left-- > 0;
    }
  }

  private static final class Qualifiers {
    private boolean constant;
    private boolean isVolatile;
    private boolean restrict;

    void add(Qualifier qualifier) {
      switch (qualifier) {
        case CONST -> constant = true;
        case VOLATILE -> isVolatile = true;
        case RESTRICT -> restrict = true;
        case TYPE_TAG -> {}
      }
    }

    String take() {
      String text =
          (constant ? "const " : "")
              + (isVolatile ? "volatile " : "")
              + (restrict ? "restrict " : "");
      constant = false;
      isVolatile = false;
      restrict = false;
      return text;
    }
  }

  /** Whether the base is an anonymous struct or union: its body has to be printed in place. */
  public boolean hasBody() {
    return base instanceof StructType struct && struct.name().isEmpty();
  }

  /** {@code struct name}, {@code enum {A, B}}, {@code struct {...}}, {@code int}. */
  public static String baseName(Type base) {
    return switch (base) {
      case StructType struct ->
          (struct.isUnion() ? "union " : "struct ")
              + (struct.name().isEmpty() ? "{...}" : struct.name());
      case EnumType enumeration ->
          "enum " + (enumeration.name().isEmpty() ? constants(enumeration) : enumeration.name());
      case ForwardType forward ->
          switch (forward.kind()) {
                case STRUCT -> "struct ";
                case UNION -> "union ";
                case ENUM -> "enum ";
              }
              + forward.name();
      default -> base.name();
    };
  }

  /** {@code {A, B, C = 5}}: a value is given where it does not follow from the one before. */
  private static String constants(EnumType enumeration) {
    StringJoiner list = new StringJoiner(", ", "{", "}");
    long expected = 0;
    for (EnumType.Enumerator constant : enumeration.enumerators()) {
      if (list.length() > LONGEST_LIST) {
        return list.add("...").toString();
      }
      boolean follows = constant.value() == expected;
      list.add(follows ? constant.name() : constant.name() + " = " + constant.value());
      expected = constant.value() + 1;
    }
    return list.toString();
  }

  @Override
  public String toString() {
    String name = qualifiers + baseName(base);
    return declarator.isEmpty() ? name : name + " " + declarator;
  }
}
