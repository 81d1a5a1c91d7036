package io.kwalk.shell.value;

import io.kwalk.core.object.TypeDefinition;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;

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
    for (TypeDefinition.Line line : definition.lines()) {
      String place =
          line.offset() < 0 ? "" : "  [" + Long.toHexString(address + line.offset()) + "]";
      output.line(
          Text.left(place, 20) + " ".repeat(4 * line.depth() + 1) + Text.escape(line.text()));
    }
    output.line("}");
    if (request.members().isEmpty()) {
      long size = request.type().size();
      output.line("SIZE: " + (request.hexadecimal() ? "0x" + Long.toHexString(size) : size));
    }
  }
}
