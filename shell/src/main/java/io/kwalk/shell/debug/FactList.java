package io.kwalk.shell.debug;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Names and values in two columns, and lines between them. What this kernel does not have, or the
 * dump lacks, is left out.
 */
final class FactList {
  /** A line; one without a name stands alone. */
  private record Fact(String name, String value) {}

  private final String title;
  private final int width;
  private final List<Fact> facts = new ArrayList<>();

  /**
   * An empty list.
   *
   * @param title of the JSON objects
   * @param width columns of the names
   */
  FactList(String title, int width) {
    this.title = title;
    this.width = width;
  }

  FactList add(String name, Supplier<?> value) {
    try {
      facts.add(new Fact(name, String.valueOf(value.get())));
    } catch (MemoryFault | UnknownNameException _) {
      // Nothing is known of it.
    }
    return this;
  }

  FactList add(String name, long value) {
    return add(name, () -> value);
  }

  FactList address(String name, Supplier<Long> value) {
    return add(name, () -> Long.toHexString(value.get()));
  }

  /** Where the kernel has what {@code name} names; {@code absent} if it has none of that name. */
  FactList symbol(String name, OptionalLong address, String absent) {
    return add(name, () -> address.isPresent() ? Long.toHexString(address.getAsLong()) : absent);
  }

  /** A word of the kernel's; 0 of a variable that its configuration leaves out. */
  static long variable(Kernel kernel, String name) {
    return kernel.findAddress(name).isPresent() ? kernel.word(name) : 0;
  }

  /** A line of its own. */
  FactList line(String text) {
    facts.add(new Fact("", text));
    return this;
  }

  /** Four values a line: {@code before} stands before the first, and as many spaces below. */
  FactList fours(String before, List<String> values) {
    String indent = " ".repeat(before.length());
    for (int first = 0; first < values.size(); first += 4) {
      List<String> row = values.subList(first, Math.min(first + 4, values.size()));
      line((first == 0 ? before : indent) + String.join(" ", row));
    }
    return this;
  }

  /** With JSON one object a line: what names it, and its value. */
  void print(Output output) {
    if (output.json()) {
      facts.forEach(fact -> output.row(json(fact)));
      return;
    }
    for (Fact fact : facts) {
      output.line(
          fact.name().isEmpty()
              ? Text.escape(fact.value())
              : Text.right(fact.name(), width) + ": " + Text.escape(fact.value()));
    }
  }

  private JsonObject json(Fact fact) {
    JsonObject row = new JsonObject().put("table", title);
    return fact.name().isEmpty()
        ? row.put("text", fact.value().strip())
        : row.put("name", fact.name().strip()).put("value", fact.value());
  }
}
