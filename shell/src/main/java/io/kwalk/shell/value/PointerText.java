package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.AddressNames;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.ValuePrinter;
import io.kwalk.shell.Output;

/** Pointers and what they point to, as {@code struct -p} has it. */
final class PointerText {
  private static final String ARROW = "  -> ";

  private PointerText() {}

  /** Every member that was asked for, or all: pointers with their targets, others as they are. */
  static void print(StructRequest request, Reference struct, PrintOptions options, Output output) {
    if (!request.members().isEmpty()) {
      for (String path : request.members()) {
        output.print(StructText.dereferenced(struct, path, options));
      }
      return;
    }
    output.line(request.title() + " {");
    for (Member member : request.type().members()) {
      boolean pointer = member.type().strip() instanceof PointerType;
      output.print(
          pointer || !member.name().isEmpty()
              ? StructText.dereferenced(struct, member.name(), options)
              : anonymous(struct, member, options));
    }
    output.line("}");
  }

  private static String anonymous(Reference struct, Member member, PrintOptions options) {
    Reference place =
        Reference.of(struct.target(), member.type(), struct.address() + member.offset());
    return "  " + ValuePrinter.print(place, options, 1) + ",\n";
  }

  static String of(Reference pointer, String name, PrintOptions options) {
    long value = pointer.value();
    return "  "
        + CDeclaration.text(pointer.type(), name)
        + " = 0x"
        + Long.toHexString(value)
        + "\n"
        + target(pointer, value, options);
  }

  private static String target(Reference pointer, long value, PrintOptions options) {
    if (value == 0) {
      return ARROW + "NULL\n";
    }
    Type type = ((PointerType) pointer.type().strip()).target();
    String symbol =
        new AddressNames(pointer.target()).exact(value).map(name -> "<" + name + "> ").orElse("");
    try {
      pointer.target().memory().u8(value);
    } catch (MemoryFault _) {
      return ARROW + symbol + "(not accessible)\n";
    }
    String text = text(pointer, type.strip(), type, options);
    return (ARROW + symbol + text).stripTrailing() + "\n";
  }

  private static String text(Reference pointer, Type bare, Type type, PrintOptions options) {
    if (bare instanceof VoidType || bare instanceof FunctionType) {
      return "";
    }
    if (type.size() == 1) {
      String printed = ValuePrinter.print(pointer, options);
      return printed.substring(printed.indexOf('"') + 1 > 0 ? printed.indexOf('"') : 0);
    }
    Reference target = pointer.dereference();
    String printed = ValuePrinter.print(target, options);
    return bare instanceof StructType ? printed.replace("\n", "\n     ") : printed;
  }
}
