package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.ValuePrinter;

/** Structs and members of them as crash's {@code struct} lays them out. */
public final class StructText {
  private StructText() {}

  /** {@code struct list_head { … }} and a line end. */
  public static String whole(String title, Reference struct, PrintOptions options) {
    return title + " " + ValuePrinter.print(struct, options) + "\n";
  }

  /**
   * One member, on the depth where it stands in the whole struct, with a comma unless it is the
   * last one there.
   */
  static String member(Reference struct, String path, PrintOptions options) {
    MemberStep step = MemberStep.of((StructType) struct.type().strip(), path);
    int depth = 1 + step.anonymous();
    String value = ValuePrinter.print(struct.member(path), options, depth);
    return "  ".repeat(depth) + path + " = " + value + (step.last() ? "\n" : ",\n");
  }

  /** A member that is a pointer, with what it points to: -p. Others as {@link #member}. */
  static String dereferenced(Reference struct, String path, PrintOptions options) {
    Reference member = struct.member(path);
    return member.type().strip() instanceof PointerType
        ? PointerText.of(member, path, options)
        : member(struct, path, options);
  }
}
