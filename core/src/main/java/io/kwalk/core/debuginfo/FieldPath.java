package io.kwalk.core.debuginfo;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resolves member paths: names, indexes and anonymous members. */
final class FieldPath {
  /**
   * Anonymous members nest a few levels deep in real types; damaged ones could nest without end.
   */
  private static final int MAX_DEPTH = 32;

  /**
   * How many members one step looks at: real types have thousands, damaged ones could branch
   * without end.
   */
  private static final int MAX_MEMBERS = 1_000_000;

  private int looked;

  private FieldPath() {}

  static Optional<Field> resolve(StructType struct, String path) {
    Field at = new Field(struct, 0, 0);
    int position = 0;
    while (position < path.length()) {
      int end = position;
      while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
        end++;
      }
      Field next = at;
      if (end > position) {
        next = new FieldPath().step(at, path.substring(position, end), 0);
      }
      if (next != null && end < path.length() && path.charAt(end) == '[') {
        int close = path.indexOf(']', end);
        next = close < 0 ? null : index(next, path.substring(end + 1, close));
        end = close + 1;
      }
      if (next == null) {
        return Optional.empty();
      }
      at = next;
      position = end < path.length() && path.charAt(end) == '.' ? end + 1 : end;
    }
    return Optional.of(at);
  }

  private @Nullable Field step(Field from, String name, int depth) {
    if (depth > MAX_DEPTH || !(from.type().strip() instanceof StructType struct)) {
      return null;
    }
    looked += struct.members().size();
    if (looked > MAX_MEMBERS) {
      return null;
    }
    for (Member member : struct.members()) {
      if (member.name().equals(name)) {
        return new Field(member.type(), from.bitOffset() + member.bitOffset(), member.bitSize());
      }
    }
    for (Member member : struct.members()) {
      if (member.name().isEmpty() && !member.isBitField()) {
        Field inner = new Field(member.type(), from.bitOffset() + member.bitOffset(), 0);
        Field found = step(inner, name, depth + 1);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable Field index(Field from, String digits) {
    if (!(from.type().strip() instanceof ArrayType array)) {
      return null;
    }
    try {
      long bits = Math.multiplyExact(Long.decode(digits.trim()), 8 * array.element().size());
      return new Field(array.element(), Math.addExact(from.bitOffset(), bits), 0);
    } catch (NumberFormatException | ArithmeticException _) {
      return null;
    }
  }
}
