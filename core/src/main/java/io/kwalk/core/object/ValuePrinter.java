package io.kwalk.core.object;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.ForwardType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Typed values as crash prints them, which is gdb's layout with crash's settings: nested structs
 * indented by two, arrays of scalars on one line, characters as strings, pointers with the symbol
 * or text they point to. What cannot be read is {@code <why>} in its place; the rest is printed.
 */
public final class ValuePrinter {
  /** gdb's max-depth: deeper structs and arrays are {@code {...}}. Anonymous ones do not count. */
  private static final int MAX_DEPTH = 20;

  private static final int MAX_NESTING = 64;

  /** The largest structs print as a megabyte; damaged types could multiply without end. */
  private static final int MAX_LENGTH = 1 << 26;

  private final StringBuilder out;
  private final PrintOptions options;
  private final AddressNames names;

  private ValuePrinter(Target target, PrintOptions options, StringBuilder out) {
    this.options = options;
    this.names = new AddressNames(target);
    this.out = out;
  }

  /** The value of what {@code reference} names; lines behind the first are indented. */
  public static String print(Reference reference, PrintOptions options) {
    return print(reference, options, 0);
  }

  /**
   * The same inside something else.
   *
   * @param depth of the value in what is printed: a struct's members are indented by two more than
   *     twice this
   */
  public static String print(Reference reference, PrintOptions options, int depth) {
    StringBuilder out = new StringBuilder();
    new ValuePrinter(reference.target(), options, out).value(reference, depth, depth);
    return out.toString();
  }

  /** A scalar that lies nowhere: the result of a computation. */
  public static String print(Target target, Type type, long bits, PrintOptions options) {
    StringBuilder out = new StringBuilder();
    ValuePrinter printer = new ValuePrinter(target, options, out);
    if (printer.isFormatted(type)) {
      printer.formatted(bits, 8 * (int) type.size());
      return out.toString();
    }
    switch (type.strip()) {
      case PointerType pointer -> printer.pointer(target.memory(), pointer.target(), bits);
      case VoidType _ -> out.append("void");
      case FloatType floating ->
          out.append(
              ScalarText.floating(ScalarText.floating(floating, bits), floating.size() == 4));
      default -> ScalarText.append(out, type, bits, 0, options);
    }
    return out.toString();
  }

  private void value(Reference reference, int indent, int depth) {
    if (out.length() > MAX_LENGTH) {
      out.append("...");
      return;
    }
    try {
      known(reference, indent, depth);
    } catch (MemoryFault fault) {
      out.append('<').append(fault.getMessage()).append('>');
    }
  }

  private void known(Reference reference, int indent, int depth) {
    Memory memory = reference.target().memory();
    if (isFormatted(reference.type())) {
      formatted(reference);
      return;
    }
    switch (reference.type().strip()) {
      case StructType struct -> struct(reference, struct, indent, depth);
      case ArrayType array -> array(reference, array, indent, depth);
      case PointerType pointer -> pointer(memory, pointer.target(), reference.value());
      case FunctionType function -> function(function, reference.address());
      case FloatType type -> floating(memory, type, reference.address());
      case IntType type when type.size() > 8 -> wide(memory, type, reference.address());
      case VoidType _ -> out.append("void");
      case ForwardType _ -> out.append("<incomplete type>");
      default ->
          ScalarText.append(out, reference.type(), reference.value(), reference.bitSize(), options);
    }
  }

  /** Whether a format was asked for, and {@code type} is of the things that it is for. */
  private boolean isFormatted(Type type) {
    return options.format() != NumberFormat.NATURAL
        && switch (type.strip()) {
          case IntType integer -> integer.size() <= 8;
          case EnumType _, PointerType _, FunctionType _ -> true;
          case FloatType floating ->
              options.format() != NumberFormat.FLOATING_POINT
                  && (floating.size() == 4 || floating.size() == 8);
          default -> false;
        };
  }

  private void formatted(Reference reference) {
    int size = (int) reference.size();
    switch (reference.type().strip()) {
      case FunctionType _ -> formatted(reference.address(), 64);
      case FloatType _ ->
          formatted(reference.target().memory().unsigned(reference.address(), size), 8 * size);
      default -> {
        int width = reference.bitSize() == 0 ? 8 * size : reference.bitSize();
        boolean padded = options.format() == NumberFormat.ZERO_PADDED;
        formatted(reference.value(), padded ? 8 * size : width);
      }
    }
  }

  private void formatted(long bits, int width) {
    options.format().append(out, bits, width, names);
  }

  private void struct(Reference reference, StructType struct, int indent, int depth) {
    if (depth >= MAX_DEPTH || indent >= MAX_NESTING) {
      out.append("{...}");
      return;
    }
    out.append('{');
    List<Member> members = struct.members();
    if (members.isEmpty()) {
      out.append("<No data fields>}");
      return;
    }
    boolean first = true;
    for (Member member : members) {
      out.append(first ? "\n" : ",\n").repeat(' ', 2 + 2 * indent);
      first = false;
      if (member.name().isEmpty()) {
        value(member(reference, member), indent + 1, depth);
      } else {
        out.append(member.name()).append(" = ");
        value(member(reference, member), indent + 1, depth + 1);
      }
    }
    out.append('\n').repeat(' ', 2 * indent).append('}');
  }

  private static Reference member(Reference struct, Member member) {
    int bit = member.isBitField() ? (int) (member.bitOffset() & 7) : 0;
    long address = struct.address() + member.offset();
    return new Reference(struct.target(), member.type(), address, bit, member.bitSize());
  }

  private void array(Reference reference, ArrayType array, int indent, int depth) {
    if (array.count() == 0 || array.element().size() == 0) {
      // A flexible array has no length of its own: gdb shows where it starts.
      start(reference, array);
    } else if (ScalarText.isCharacter(array.element()) && !isFormatted(array.element())) {
      characters(reference, array);
    } else if (depth >= MAX_DEPTH || indent >= MAX_NESTING) {
      out.append("{...}");
    } else {
      elements(reference, array, indent, depth);
    }
  }

  private void start(Reference reference, ArrayType array) {
    long address = reference.address();
    out.append("0x").append(Long.toHexString(address)).append(names.behind(address));
    if (ScalarText.isCharacter(array.element()) && !isFormatted(array.element())) {
      out.append(' ');
      text(reference.target().memory(), address);
    }
  }

  private void elements(Reference reference, ArrayType array, int indent, int depth) {
    out.append('{');
    long shown = Math.min(array.count(), options.elements());
    String between = options.prettyArrays() ? "\n" + " ".repeat(2 + 2 * indent) : "";
    for (long i = 0; i < shown && out.length() <= MAX_LENGTH; i++) {
      out.append(i == 0 ? "" : options.prettyArrays() ? "," : ", ").append(between);
      int start = out.length();
      value(reference.index(i), indent + 1, depth + 1);
      if (out.charAt(start) == '<') {
        long next = skipUnreadable(reference, array, i, shown);
        if (next > i + 1) {
          out.append(" <repeats ").append(next - i).append(" times>");
          i = next - 1;
        }
      }
    }
    out.append(shown < array.count() ? "..." : "");
    if (options.prettyArrays()) {
      out.append('\n').repeat(' ', 2 * indent);
    }
    out.append('}');
  }

  /** The first element behind {@code from} that begins in memory that can be read. */
  private static long skipUnreadable(Reference reference, ArrayType array, long from, long end) {
    Memory memory = reference.target().memory();
    for (long i = from + 1; i < end; i++) {
      try {
        memory.u8(reference.address() + i * array.element().size());
        return i;
      } catch (MemoryFault _) {
        // the next one, then
      }
    }
    return end;
  }

  private void characters(Reference reference, ArrayType array) {
    byte[] bytes = shownBytes(reference, array.count());
    int wanted = bytes.length;
    boolean whole = wanted == array.count();
    int length = wanted;
    if (options.stopAtNull()) {
      length = terminator(bytes, wanted);
      whole |= length < wanted;
    } else if (whole && bytes[length - 1] == 0) {
      length--;
    }
    string(bytes, length, whole);
  }

  /**
   * One character more than is shown tells whether the string ends there; three bytes more let the
   * end of the reading cut none of them.
   */
  private byte[] shownBytes(Reference reference, long count) {
    Memory memory = reference.target().memory();
    int wanted = (int) Math.min(count, options.elements() + 4L);
    while (true) {
      byte[] bytes = memory.read(reference.address(), wanted);
      long more = options.elements() + 4L + Utf8.continuationBytes(bytes);
      if (more <= wanted || wanted == count) {
        return bytes;
      }
      wanted = (int) Math.min(count, more);
    }
  }

  private void string(byte[] bytes, int length, boolean whole) {
    int shown = Utf8.prefix(bytes, length, options.elements());
    CharacterText.string(out, bytes, shown);
    out.append(whole && shown == length ? "" : "...");
  }

  private static int terminator(byte[] bytes, int length) {
    int at = 0;
    while (at < length && bytes[at] != 0) {
      at++;
    }
    return at;
  }

  private void pointer(Memory memory, Type pointed, long address) {
    out.append("0x").append(Long.toHexString(address));
    boolean text = ScalarText.isCharacter(pointed);
    out.append(text ? names.behindText(address) : names.behind(address));
    if (text && address != 0) {
      out.append(' ');
      text(memory, address);
    }
  }

  private void text(Memory memory, long address) {
    byte[] bytes = new byte[options.elements()];
    int length = 0;
    while (length < bytes.length) {
      int chunk = Math.min(bytes.length - length, 64 - (int) (address + length & 63));
      try {
        memory.read(address + length, bytes, length, chunk);
      } catch (MemoryFault _) {
        if (length > 0) {
          CharacterText.string(out, bytes, length);
        }
        String first = Long.toHexString(address);
        out.append("<error: Cannot access memory at address 0x").append(first).append('>');
        return;
      }
      int end = terminator(Arrays.copyOfRange(bytes, length, length + chunk), chunk);
      length += end;
      if (end < chunk) {
        CharacterText.string(out, bytes, length);
        return;
      }
    }
    CharacterText.string(out, bytes, length);
    out.append("...");
  }

  private void function(FunctionType type, long address) {
    out.append('{').append(CDeclaration.text(type, "")).append("} 0x");
    out.append(Long.toHexString(address)).append(names.behind(address));
  }

  private void floating(Memory memory, FloatType type, long address) {
    if (type.size() != 4 && type.size() != 8) {
      out.append("<floating-point value of ").append(type.size()).append(" bytes>");
      return;
    }
    long bits = memory.unsigned(address, (int) type.size());
    out.append(ScalarText.floating(ScalarText.floating(type, bits), type.size() == 4));
  }

  private void wide(Memory memory, IntType type, long address) {
    int size = (int) Math.min(type.size(), 64);
    byte[] bytes = memory.read(address, size);
    if (memory.byteOrder() == ByteOrder.LITTLE_ENDIAN) {
      for (int i = 0; i < size / 2; i++) {
        byte low = bytes[i];
        bytes[i] = bytes[size - 1 - i];
        bytes[size - 1 - i] = low;
      }
    }
    ScalarText.wide(out, bytes, type.signed(), options.hexadecimal());
  }
}
