package io.kwalk.core.object;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.ForwardType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.TypedefType;
import java.util.ArrayList;
import java.util.List;

/**
 * Definitions of types as crash prints them, as lines without line ends. Names are as the debug
 * information has them: escape the lines before they reach a terminal.
 *
 * @param offsets whether each member's offset stands before it
 * @param hexadecimal offsets and sizes as 0x… instead of decimal
 */
public record TypePrinter(boolean offsets, boolean hexadecimal) {
  private static final String INDENT = "    ";

  /**
   * The definition of {@code type}, with its size: a struct's or union's members, an enum's
   * constants, what a typedef stands for.
   */
  public List<String> definition(Type type) {
    return switch (type) {
      case StructType struct -> struct(struct, "", "}");
      case EnumType enumeration -> enumeration(enumeration, "", "};");
      case TypedefType typedef -> typedef(typedef);
      case ForwardType forward ->
          List.of(CDeclaration.baseName(forward) + " {", INDENT + "<incomplete type>", "}");
      default -> List.of(CDeclaration.text(type, ""), size(type));
    };
  }

  private List<String> typedef(TypedefType typedef) {
    String closing = "} " + typedef.name() + ";";
    Type aliased = aliased(typedef);
    return switch (aliased) {
      case StructType struct -> struct(struct, "typedef ", closing);
      case EnumType enumeration -> enumeration(enumeration, "typedef ", closing);
      default ->
          List.of("typedef " + CDeclaration.text(aliased, typedef.name()) + ";", size(typedef));
    };
  }

  /** What a chain of typedefs ends at, as gdb's ptype has it; qualifiers on the way stay. */
  private static Type aliased(TypedefType typedef) {
    Type type = typedef.target();
    for (int depth = 0; depth < 64 && type instanceof TypedefType next; depth++) {
      type = next.target();
    }
    return type;
  }

  private List<String> struct(StructType struct, String before, String closing) {
    TypeDefinition definition = TypeDefinition.of(struct);
    List<String> text = new ArrayList<>(definition.lines().size() + 3);
    text.add(before + definition.opening());
    for (TypeDefinition.Line line : definition.lines()) {
      text.add(offsets ? withOffset(struct, line) : INDENT.repeat(line.depth() + 1) + line.text());
    }
    text.add(closing);
    text.add(size(struct));
    return text;
  }

  /** One member of {@code struct}, with its offset, between the struct's braces. */
  public List<String> member(TypeDefinition definition, TypeDefinition.Line line) {
    List<TypeDefinition.Line> all = definition.lines();
    List<String> text = new ArrayList<>();
    text.add(definition.opening());
    if (line.text().startsWith("}")) {
      int end = all.indexOf(line);
      int start = end - 1;
      while (start > 0 && all.get(start).depth() > line.depth()) {
        start--;
      }
      for (TypeDefinition.Line inner : all.subList(start, end)) {
        text.add(withOffset(definition.struct(), inner));
      }
    }
    text.add(withOffset(definition.struct(), line));
    text.add("}");
    return text;
  }

  private String withOffset(StructType struct, TypeDefinition.Line line) {
    String offset = line.offset() < 0 ? "" : "[" + number(line.offset()) + "]";
    int width = number(struct.size()).length() + 4;
    String blanks = " ".repeat(Math.max(0, width - offset.length()));
    return blanks + offset + " " + INDENT.repeat(line.depth()) + line.text();
  }

  private List<String> enumeration(EnumType enumeration, String before, String closing) {
    List<String> text = new ArrayList<>();
    text.add(before + "enum " + (enumeration.name().isEmpty() ? "{" : enumeration.name() + " {"));
    for (EnumType.Enumerator constant : enumeration.enumerators()) {
      text.add("  " + constant.name() + " = " + value(enumeration, constant.value()));
    }
    text.add(closing);
    return text;
  }

  private static String value(EnumType enumeration, long value) {
    return enumeration.signed() ? Long.toString(value) : Long.toUnsignedString(value);
  }

  private String size(Type type) {
    // As GNU C has it, so that the answer is the same as gdb's.
    boolean function = type.strip() instanceof FunctionType;
    return "SIZE: " + number(function ? 1 : type.size());
  }

  private String number(long value) {
    return hexadecimal ? "0x" + Long.toHexString(value) : Long.toString(value);
  }
}
