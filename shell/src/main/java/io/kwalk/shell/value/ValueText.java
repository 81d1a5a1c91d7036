package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.QualifiedType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.ValuePrinter;
import io.kwalk.core.object.expression.Value;

/** What an expression came to, as gdb's {@code print} writes it. */
public final class ValueText {
  private ValueText() {}

  public static String of(Target target, Value value, PrintOptions options) {
    String text =
        switch (value) {
          case Value.Located located -> ValuePrinter.print(located.reference(), options);
          case Value.Scalar number ->
              ValuePrinter.print(target, number.type(), number.bits(), options);
          case Value.Floating floating ->
              ValuePrinter.print(target, floating.type(), bits(floating), options);
        };
    return prefix(value.type()) + text;
  }

  /** As memory would hold it. */
  static long bits(Value.Floating value) {
    boolean single = value.type().strip() instanceof FloatType type && type.size() == 4;
    return single
        ? Float.floatToRawIntBits((float) value.number())
        : Double.doubleToRawLongBits(value.number());
  }

  /** Pointers say what they point to, but for {@code char *}, whose text says it. */
  private static String prefix(Type type) {
    boolean pointer = type.strip() instanceof PointerType;
    boolean text =
        QualifiedType.bare(type) instanceof PointerType bare
            && QualifiedType.bare(bare.target()).name().equals("char");
    return pointer && !text ? "(" + CDeclaration.text(type, "") + ") " : "";
  }

  /** crash begins functions and arrays that have a name of their own on a line of their own. */
  static boolean beginsLine(Value value, String text) {
    return value.type().strip() instanceof FunctionType
        || value.type().strip() instanceof ArrayType && text.startsWith("{");
  }
}
