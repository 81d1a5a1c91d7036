package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.object.CTypeParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names of types as casts have them: also pointers to arrays and to functions. */
final class TypeNames {
  private static final String POINTER = "(*)";

  private TypeNames() {}

  static Optional<Type> parse(String text, Types types) {
    int pointer = text.indexOf(POINTER);
    if (pointer < 0) {
      return CTypeParser.parse(text, types);
    }
    String base = text.substring(0, pointer).strip();
    String rest = text.substring(pointer + POINTER.length()).strip();
    if (rest.startsWith("[")) {
      return CTypeParser.parse(base + rest, types).map(CTypes::pointer);
    }
    boolean parameters = rest.startsWith("(") && rest.endsWith(")");
    return parameters
        ? function(base, rest.substring(1, rest.length() - 1), types).map(CTypes::pointer)
        : Optional.empty();
  }

  private static Optional<FunctionType> function(String result, String list, Types types) {
    Optional<Type> returned = CTypeParser.parse(result, types);
    List<FunctionType.Parameter> parameters = new ArrayList<>();
    boolean none = list.isBlank() || list.strip().equals("void");
    for (String name : none ? new String[0] : list.split(",", -1)) {
      Optional<Type> type = CTypeParser.parse(name.strip(), types);
      if (type.isEmpty()) {
        return Optional.empty();
      }
      parameters.add(new FunctionType.Parameter("", type::get));
    }
    return returned.map(
        type -> new FunctionType(() -> type, List.copyOf(parameters), list.isBlank()));
  }
}
