package io.kwalk.core.object;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.QualifiedType;
import io.kwalk.core.debuginfo.QualifiedType.Qualifier;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.VoidType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads C type names: {@code struct list_head *}, {@code unsigned long long}, {@code const char
 * *[16]}. A tag may stand without its keyword, as in crash. Function types are not read.
 */
public final class CTypeParser {
  private static final int MAX_DECLARATORS = 32;

  private final Types types;
  private final List<String> tokens;
  private int next;

  private CTypeParser(Types types, List<String> tokens) {
    this.types = types;
    this.tokens = tokens;
  }

  /** The type that {@code text} names, if it is a type's name and {@code types} has it. */
  public static Optional<Type> parse(String text, Types types) {
    List<String> tokens = tokens(text);
    if (tokens == null) {
      return Optional.empty();
    }
    CTypeParser parser = new CTypeParser(types, tokens);
    Type type = parser.pointers(parser.specifiers());
    type = parser.arrays(type);
    return parser.next == tokens.size() ? Optional.ofNullable(type) : Optional.empty();
  }

  /** The type of that bare name: a typedef, base type, struct, union or enum, in this order. */
  public static Optional<Type> named(String name, Types types) {
    if (name.equals("void")) {
      return Optional.of(VoidType.VOID);
    }
    return types
        .typedef(name)
        .<Type>map(type -> type)
        .or(() -> types.base(name))
        .or(() -> types.struct(name))
        .or(() -> types.union(name))
        .or(() -> types.enumeration(name))
        .or(() -> StandardTypes.named(name));
  }

  private static @Nullable List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t') {
        at++;
      } else if (c == '*' || c == '[' || c == ']') {
        tokens.add(String.valueOf(c));
        at++;
      } else if (isWord(c)) {
        int start = at;
        while (at < text.length() && isWord(text.charAt(at))) {
          at++;
        }
        tokens.add(text.substring(start, at));
      } else {
        return null;
      }
    }
    return tokens.isEmpty() || tokens.size() > 8 * MAX_DECLARATORS ? null : tokens;
  }

  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : "";
  }

  private boolean takes(String token) {
    boolean there = peek().equals(token);
    next += there ? 1 : 0;
    return there;
  }

  private @Nullable Type specifiers() {
    List<Qualifier> qualifiers = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    while (!peek().isEmpty() && isWord(peek().charAt(0))) {
      if (!qualifier(qualifiers)) {
        words.append(words.isEmpty() ? "" : " ").append(tokens.get(next++));
      }
    }
    Type type = base(words.toString());
    return type == null ? null : qualified(type, qualifiers);
  }

  private boolean qualifier(List<Qualifier> into) {
    Qualifier found =
        switch (peek()) {
          case "const" -> Qualifier.CONST;
          case "volatile" -> Qualifier.VOLATILE;
          case "restrict", "__restrict" -> Qualifier.RESTRICT;
          default -> null;
        };
    if (found == null) {
      return false;
    }
    next++;
    into.add(found);
    return true;
  }

  private static Type qualified(Type type, List<Qualifier> qualifiers) {
    Type result = type;
    for (Qualifier qualifier : qualifiers) {
      Type inner = result;
      result = new QualifiedType(qualifier, "", () -> inner);
    }
    return result;
  }

  private @Nullable Type base(String words) {
    int blank = words.indexOf(' ');
    String tag = blank < 0 ? "" : words.substring(blank + 1);
    Optional<? extends Type> found =
        switch (blank < 0 ? "" : words.substring(0, blank)) {
          case "struct" -> types.struct(tag);
          case "union" -> types.union(tag);
          case "enum" -> types.enumeration(tag);
          case "" -> named(words, types);
          default -> types.base(words).or(() -> StandardTypes.named(words));
        };
    return found.isPresent() ? found.get() : null;
  }

  private @Nullable Type pointers(@Nullable Type pointed) {
    Type type = pointed;
    for (int i = 0; i < MAX_DECLARATORS && type != null && takes("*"); i++) {
      Type target = type;
      type = new PointerType(types.wordSize(), () -> target);
      List<Qualifier> qualifiers = new ArrayList<>();
      while (qualifier(qualifiers)) {
        // each is taken by the call
      }
      type = qualified(type, qualifiers);
    }
    return type;
  }

  /** {@code [2][3]} is an array of 2 arrays of 3: the last bracket is the innermost. */
  private @Nullable Type arrays(@Nullable Type element) {
    if (element == null) {
      return null;
    }
    List<Long> counts = new ArrayList<>();
    while (counts.size() < MAX_DECLARATORS && takes("[")) {
      long count = peek().equals("]") ? 0 : count(tokens.get(Math.min(next++, tokens.size() - 1)));
      if (count < 0 || !takes("]")) {
        return null;
      }
      counts.add(count);
    }
    Type type = element;
    for (Long count : counts.reversed()) {
      Type inner = type;
      type = new ArrayType(() -> inner, count);
    }
    return type;
  }

  private static long count(String digits) {
    try {
      return Long.decode(digits);
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
