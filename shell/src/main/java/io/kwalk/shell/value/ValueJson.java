package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.AddressNames;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.ValuePrinter;
import io.kwalk.core.object.expression.Value;
import io.kwalk.shell.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Typed values as JSON: {@code type}, {@code address}, and {@code value} (a scalar), {@code
 * members} (a struct), {@code elements} (an array) or {@code fault} (why it cannot be read). Beside
 * a value there may be its {@code enumerator}, {@code symbol} (of a pointer) or {@code text} (what
 * it points to, or the characters of an array up to their end).
 */
public final class ValueJson {
  private static final int MAX_DEPTH = 24;

  private final PrintOptions options;

  private ValueJson(PrintOptions options) {
    this.options = options;
  }

  public static JsonObject of(Reference reference, PrintOptions options) {
    return new ValueJson(options).object(new JsonObject(), reference, 0);
  }

  /** The same with the name of the member first. */
  static JsonObject named(String name, Reference reference, PrintOptions options) {
    return new ValueJson(options).object(new JsonObject().put("name", name), reference, 0);
  }

  private JsonObject object(JsonObject json, Reference reference, int depth) {
    json.put("type", CDeclaration.text(reference.type(), ""));
    json.putAddress("address", reference.address());
    if (reference.bitSize() != 0) {
      json.put("bit_offset", reference.bitOffset()).put("bit_size", reference.bitSize());
    }
    try {
      return depth > MAX_DEPTH ? json : value(json, reference, depth);
    } catch (MemoryFault fault) {
      return json.put("fault", fault.getMessage());
    }
  }

  private JsonObject value(JsonObject json, Reference reference, int depth) {
    return switch (reference.type().strip()) {
      case StructType struct -> json.putObjects("members", members(reference, struct, depth));
      case ArrayType array when array.count() > 0 && array.element().size() > 1 ->
          elements(json, reference, array, depth);
      case PointerType pointer ->
          pointer(json, reference.target(), reference.value(), pointer.target());
      case IntType integer when integer.size() <= 8 -> integer(json, integer, reference.value());
      case EnumType _ -> enumerator(json, reference.value(), printed(reference));
      case ArrayType array when array.count() > 0 && isCharacter(array.element()) ->
          json.put("value", printed(reference)).put("text", reference.string(options.elements()));
      default -> json.put("value", printed(reference));
    };
  }

  private static boolean isCharacter(Type type) {
    return type.strip() instanceof IntType integer
        && integer.encoding() == IntType.Encoding.CHARACTER;
  }

  /**
   * A value that lies nowhere: the result of a computation.
   *
   * @param target whose symbols and memory pointers point to
   */
  static JsonObject computed(String name, Target target, Value value, PrintOptions options) {
    JsonObject json = new JsonObject().put("name", name);
    String type = CDeclaration.text(value.type(), "");
    ValueJson writer = new ValueJson(options);
    return switch (value) {
      case Value.Located located -> writer.object(json, located.reference(), 0);
      case Value.Floating floating ->
          json.put("type", type).put("value", ValueText.of(target, floating, options));
      case Value.Scalar number -> writer.scalar(json.put("type", type), target, number);
    };
  }

  private JsonObject scalar(JsonObject json, Target target, Value.Scalar number) {
    String text = ValuePrinter.print(target, number.type(), number.bits(), options);
    return switch (number.type().strip()) {
      case PointerType pointer -> pointer(json, target, number.bits(), pointer.target());
      case IntType integer -> integer(json, integer, number.bits());
      case EnumType _ -> enumerator(json, number.bits(), text);
      default -> json.put("value", text);
    };
  }

  private static JsonObject enumerator(JsonObject json, long value, String name) {
    return json.put("value", value).put("enumerator", name);
  }

  private String printed(Reference reference) {
    return ValuePrinter.print(reference, options);
  }

  private List<JsonObject> members(Reference reference, StructType struct, int depth) {
    List<JsonObject> members = new ArrayList<>();
    for (Member member : struct.members()) {
      int bit = member.isBitField() ? (int) (member.bitOffset() & 7) : 0;
      Reference place =
          new Reference(
              reference.target(),
              member.type(),
              reference.address() + member.offset(),
              bit,
              member.bitSize());
      members.add(object(new JsonObject().put("name", member.name()), place, depth + 1));
    }
    return members;
  }

  private JsonObject elements(JsonObject json, Reference reference, ArrayType array, int depth) {
    List<JsonObject> elements = new ArrayList<>();
    long shown = Math.min(array.count(), options.elements());
    for (long i = 0; i < shown; i++) {
      elements.add(object(new JsonObject().put("index", i), reference.index(i), depth + 1));
    }
    return json.put("count", array.count()).putObjects("elements", elements);
  }

  private JsonObject pointer(JsonObject json, Target target, long value, Type pointed) {
    json.putAddress("value", value);
    new AddressNames(target).exact(value).ifPresent(symbol -> json.put("symbol", symbol));
    if (pointed.size() == 1 && pointed.strip() instanceof IntType && value != 0) {
      try {
        json.put("text", target.memory().cString(value, options.elements()));
      } catch (MemoryFault fault) {
        json.put("fault", fault.getMessage());
      }
    }
    return json;
  }

  private static JsonObject integer(JsonObject json, IntType type, long value) {
    if (type.encoding() == IntType.Encoding.BOOLEAN && (value & ~1) == 0) {
      return json.put("value", value == 1);
    }
    // What a double cannot hold is a string, so that no reader rounds it.
    boolean exact = Math.abs(value) <= 1L << 53 && value != Long.MIN_VALUE;
    String text = type.signed() ? Long.toString(value) : Long.toUnsignedString(value);
    return exact ? json.put("value", value) : json.put("value", text);
  }
}
