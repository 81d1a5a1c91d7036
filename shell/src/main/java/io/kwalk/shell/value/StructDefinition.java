package io.kwalk.shell.value;

import io.kwalk.core.object.TypeDefinition;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.types.Definitions;
import java.util.List;

/** Definitions of structs, each member behind its address. */
final class StructDefinition {
  private StructDefinition() {}

  /** {@code struct -o NAME ADDRESS}: each member behind its address. */
  static void printAt(StructRequest request, long address, Output output) throws CommandException {
    if (request.members().size() > 1) {
      throw new CommandException("-o option not valid with multiple member format");
    }
    TypeDefinition definition = TypeDefinition.of(request.type());
    output.line(Text.escape(definition.opening()));
    for (TypeDefinition.Line line : lines(request, definition)) {
      String place =
          line.offset() < 0 ? "" : "  [" + Long.toHexString(address + line.offset()) + "]";
      output.line(
          Text.left(place, 20)
              + " ".repeat(4 * (request.members().isEmpty() ? line.depth() : 0) + 1)
              + Text.escape(line.text()));
    }
    output.line("}");
    if (request.members().isEmpty()) {
      long size = request.type().size();
      output.line("SIZE: " + (request.hexadecimal() ? "0x" + Long.toHexString(size) : size));
    }
  }

  /** Those of all members, or that of the one that was asked for. */
  private static List<TypeDefinition.Line> lines(StructRequest request, TypeDefinition definition) {
    if (request.members().isEmpty()) {
      return definition.lines();
    }
    String path = request.members().getFirst();
    TypeDefinition.Line line =
        definition
            .line(path)
            .filter(own -> !own.text().startsWith("}"))
            .orElseGet(() -> Definitions.pathLine(path, request.type().field(path).orElseThrow()));
    return List.of(line);
  }
}
