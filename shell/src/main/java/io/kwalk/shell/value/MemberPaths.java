package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.types.StructNames;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Paths of members as users type them: {@code struct.member[1].member}. */
final class MemberPaths {
  private MemberPaths() {}

  /**
   * The struct or union, or what a typedef of that name stands for.
   *
   * @param command "struct" and "union" insist on theirs
   */
  static StructType find(Kernel kernel, String command, String name) throws CommandException {
    return StructNames.structOf(StructNames.find(kernel.types(), command, name));
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
            StructNames.noMember(type, reference.substring(0, reference.indexOf('.')), path));
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
    StructType type = find(kernel, "*", text.substring(0, dot));
    String member = members(type, text, text.substring(dot + 1)).getFirst();
    return type.field(member).orElseThrow().offset();
  }
}
