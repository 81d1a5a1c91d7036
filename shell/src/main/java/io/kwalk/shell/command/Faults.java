package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a command could not read: a fault costs a cell, and is told in one line at the end.
 */
public final class Faults {
  /** What stands in a cell that could not be read. */
  public static final String CELL = "--";

  private int count;
  private @Nullable String first;

  /** The value, or {@code missing} if it cannot be read. */
  public <T> T read(Supplier<T> value, T missing) {
    try {
      return value.get();
    } catch (MemoryFault | UnknownNameException fault) {
      add(String.valueOf(fault.getMessage()));
      return missing;
    }
  }

  /** A cell's text, or {@link #CELL}. */
  public String text(Supplier<?> value) {
    return read(() -> String.valueOf(value.get()), CELL);
  }

  /** Fills members of a row; those that cannot be read are left out. */
  public void fill(JsonObject row, Consumer<JsonObject> members) {
    try {
      members.accept(row);
    } catch (MemoryFault | UnknownNameException fault) {
      add(String.valueOf(fault.getMessage()));
    }
  }

  public void add(String why) {
    count++;
    first = first == null ? why : first;
  }

  /** What a walk left out. */
  public void addAll(List<String> troubles) {
    troubles.forEach(this::add);
  }

  /** Warns if there was anything. */
  public void report(Output output) {
    if (count == 1) {
      output.warn("could not be read: " + first);
    } else if (count > 1) {
      output.warn(count + " values could not be read, the first: " + first);
    }
  }
}
