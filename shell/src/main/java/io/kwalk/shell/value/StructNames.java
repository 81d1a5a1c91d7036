package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.object.CTypeParser;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.line.NearestNames;
import io.kwalk.shell.line.Numbers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names of structs and of their members as users type them. */
final class StructNames {
  private static final int MAX_DEPTH = 32;

  private StructNames() {}

  /**
   * The struct or union, or what a typedef of that name stands for.
   *
   * @param command "struct" and "union" insist on theirs
   */
  static StructType find(Kernel kernel, String command, String name, String reference)
      throws CommandException {
    Optional<Type> found =
        (command.equals("union")
                ? kernel.types().union(name).<Type>map(type -> type)
                : kernel.types().struct(name).<Type>map(type -> type))
            .or(() -> CTypeParser.named(name, kernel.types()));
    if (found.isEmpty()) {
      throw new CommandException(
          "invalid data structure reference: " + reference + near(kernel, name));
    }
    boolean wanted =
        found.get().strip() instanceof StructType type
            && (type.isUnion() ? !command.equals("struct") : !command.equals("union"));
    if (!wanted) {
      String what = command.equals("union") ? "union" : "struct";
      throw new CommandException("data type mismatch: " + name + " is not a " + what);
    }
    return (StructType) found.get().strip();
  }

  /** Whether a struct, union or typedef of one has that name. */
  static boolean isType(Kernel kernel, String name) {
    return kernel.types().struct(name).isPresent()
        || CTypeParser.named(name, kernel.types())
            .filter(type -> type.strip() instanceof StructType)
            .isPresent();
  }

  private static String near(Kernel kernel, String name) {
    try (Stream<Type> all = kernel.types().named()) {
      return NearestNames.question(NearestNames.of(name, all.map(Type::name)));
    }
  }

  /** The comma-separated member paths of {@code text}, each of which {@code type} has. */
  static List<String> members(StructType type, String reference, String text)
      throws CommandException {
    List<String> paths = List.of(text.split(",", -1));
    for (String path : paths) {
      if (path.isEmpty()) {
        throw new CommandException("invalid format: " + reference);
      }
      if (!inBounds(type, path)) {
        throw new CommandException("invalid data structure member reference: " + path);
      }
      if (type.field(path).isEmpty()) {
        throw new CommandException(
            "invalid data structure reference: "
                + reference.substring(0, reference.indexOf('.') + 1)
                + path
                + NearestNames.question(NearestNames.of(path, names(type, 0))));
      }
    }
    return paths;
  }

  /** Whether every index in {@code path} lies in its array; flexible ones have no bound. */
  private static boolean inBounds(StructType type, String path) {
    for (int open = path.indexOf('['); open >= 0; open = path.indexOf('[', open + 1)) {
      int close = path.indexOf(']', open);
      Optional<Field> array = type.field(path.substring(0, open));
      OptionalLong index =
          close < 0 ? OptionalLong.empty() : Numbers.plain(path.substring(open + 1, close).strip());
      boolean valid =
          index.isPresent()
              && array.isPresent()
              && array.get().type().strip() instanceof ArrayType bounds
              && index.getAsLong() >= 0
              && (bounds.count() == 0 || index.getAsLong() < bounds.count());
      if (!valid) {
        return false;
      }
    }
    return true;
  }

  private static Stream<String> names(StructType type, int depth) {
    return type.members().stream().flatMap(member -> names(member, depth));
  }

  private static Stream<String> names(Member member, int depth) {
    if (!member.name().isEmpty()) {
      return Stream.of(member.name());
    }
    return depth < MAX_DEPTH && member.type().strip() instanceof StructType inner
        ? names(inner, depth + 1)
        : Stream.of();
  }

  /** "struct.member" or a number of bytes, as -l and -o have it; null is 0. */
  static long offset(Kernel kernel, @Nullable String text) throws CommandException {
    if (text == null) {
      return 0;
    }
    OptionalLong number = Numbers.plain(text);
    if (number.isPresent()) {
      return number.getAsLong();
    }
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new CommandException("invalid offset: " + text);
    }
    StructType type = find(kernel, "*", text.substring(0, dot), text);
    String member = members(type, text, text.substring(dot + 1)).getFirst();
    return type.field(member).orElseThrow().offset();
  }
}
