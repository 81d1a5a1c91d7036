package io.kwalk.shell.types;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.TypeDefinition;
import io.kwalk.core.object.TypePrinter;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.List;
import java.util.Optional;

/** Prints definitions of types: what whatis does, and struct, union and * without an address. */
public final class Definitions {
  private final Output output;
  private final TypePrinter printer;

  /** Prints to {@code output}, or as JSON if that wants rows. */
  public Definitions(Output output, TypePrinter printer) {
    this.output = output;
    this.printer = printer;
  }

  /**
   * A struct's or union's definition, or the declarations and offsets of some of its members.
   *
   * @param command "struct" and "union" take only theirs, any other both
   * @param reference the name, and behind a dot member paths with commas between them:
   *     "task_struct.comm,se.vruntime"
   * @throws CommandException if there is no such type or member; names near ones
   */
  public void print(Types types, String command, String reference) throws CommandException {
    int dot = reference.indexOf('.');
    String name = dot < 0 ? reference : reference.substring(0, dot);
    Type type = StructNames.find(types, command, name);
    if (dot < 0) {
      print(type);
      return;
    }
    TypeDefinition definition = TypeDefinition.of(StructNames.structOf(type));
    String paths = reference.substring(dot + 1);
    for (int at = 0; at <= paths.length(); ) {
      int comma = paths.indexOf(',', at);
      int end = comma < 0 ? paths.length() : comma;
      member(definition, name, paths.substring(at, end));
      at = end + 1;
    }
  }

  /** A definition of any type. */
  public void print(Type type) {
    if (output.json()) {
      output.row(TypeJson.of(type));
      return;
    }
    printer.definition(type).forEach(this::line);
  }

  private void line(String text) {
    output.line(Text.escape(text));
  }

  private void member(TypeDefinition definition, String shown, String path)
      throws CommandException {
    StructType struct = definition.struct();
    Optional<Field> field = struct.field(path);
    if (field.isEmpty()) {
      throw new CommandException(StructNames.noMember(struct, shown, path));
    }
    if (output.json()) {
      output.row(TypeJson.member(path, field.get()));
      return;
    }
    Optional<TypeDefinition.Line> own = definition.line(path);
    List<String> lines =
        own.isPresent()
            ? printer.member(definition, own.get())
            : printer.member(definition, pathLine(path, field.get()));
    lines.forEach(this::line);
  }

  /** A member of a member, at its place in the outermost struct. */
  public static TypeDefinition.Line pathLine(String path, Field field) {
    String bits = field.bitSize() == 0 ? ";" : " : " + field.bitSize() + ";";
    String text = CDeclaration.text(field.type(), path) + bits;
    return new TypeDefinition.Line(0, field.bitOffset(), path, field.type(), text);
  }
}
