package io.kwalk.shell.types;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.TypedefType;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.object.CTypeParser;
import io.kwalk.core.object.TypeDefinition;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.NearestNames;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the structs and unions that users name. */
public final class StructNames {
  private StructNames() {}

  /** Whether a struct or union, or a typedef of one, has that name. */
  public static boolean isStruct(Types types, String name) {
    return find(types, name).isPresent();
  }

  /**
   * The struct, union, or typedef of one, that {@code name} means to {@code command}: "struct"
   * takes structs, "union" unions, any other command both.
   *
   * @throws CommandException if there is none; names near ones
   */
  public static Type find(Types types, String command, String name) throws CommandException {
    Optional<Type> found =
        switch (command) {
          case "struct" -> types.struct(name).<Type>map(type -> type).or(() -> find(types, name));
          case "union" -> types.union(name).<Type>map(type -> type).or(() -> find(types, name));
          default -> find(types, name);
        };
    if (found.isEmpty()) {
      throw new CommandException(unknown(types, command, name));
    }
    boolean union = structOf(found.get()).isUnion();
    if (command.equals("struct") && union || command.equals("union") && !union) {
      throw new CommandException(
          "data type mismatch: "
              + name
              + " is not a "
              + command
              + ": it is a "
              + (union ? "union" : "struct"));
    }
    return found.get();
  }

  private static Optional<Type> find(Types types, String name) {
    return types
        .struct(name)
        .<Type>map(type -> type)
        .or(() -> types.union(name))
        .or(() -> types.typedef(name).filter(type -> type.strip() instanceof StructType));
  }

  private static String unknown(Types types, String command, String name) {
    String shown = Text.escape(name);
    if (CTypeParser.named(name, types).isPresent()) {
      String wanted = command.equals("union") ? "union" : "struct";
      return "data type mismatch: " + shown + " is not a " + wanted;
    }
    return "invalid data structure reference: " + shown + near(name, candidates(types));
  }

  private static Stream<String> candidates(Types types) {
    return types
        .named()
        .filter(type -> type instanceof StructType || type instanceof TypedefType)
        .map(Type::name);
  }

  /** ": did you mean …?", or nothing. */
  static String near(String name, Stream<String> names) {
    return Text.escape(NearestNames.question(NearestNames.of(name, names)));
  }

  /** The struct behind what {@link #find(Types, String, String)} gave. */
  public static StructType structOf(Type type) {
    if (type.strip() instanceof StructType struct) {
      return struct;
    }
    throw new IllegalArgumentException("not a struct: " + type);
  }

  /** The message for a member that {@code struct} does not have. */
  public static String noMember(StructType struct, String shown, String member) {
    Stream<String> members =
        TypeDefinition.of(struct).lines().stream()
            .map(TypeDefinition.Line::member)
            .filter(name -> !name.isEmpty());
    String last = member.substring(member.lastIndexOf('.') + 1);
    return "invalid data structure reference: "
        + Text.escape(shown + "." + member)
        + near(last, members);
  }
}
