package io.kwalk.shell.kmem;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.PageArrayReader;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** kmem -m: chosen members of struct pages. */
final class MemberTable {
  /** Words of a member that is a struct or an array. */
  private static final int MAX_WORDS = 16;

  /** Digits of the longest word, and what parts it from the next. */
  private static final int WORD = 21;

  private final KmemContext context;
  private final List<String> names;
  private final List<List<Field>> words = new ArrayList<>();

  /** Of each word whether it is a number, and not a pointer or flags. */
  private final List<List<Boolean>> decimal = new ArrayList<>();

  private final ByteOrder order;

  MemberTable(KmemContext context, List<String> names) throws CommandException {
    this.context = context;
    this.names = names;
    order = context.kernel().memory().byteOrder();
    StructType page = context.kernel().struct("page");
    for (String name : names) {
      Optional<Field> field = page.field(name);
      if (field.isEmpty()) {
        throw new CommandException("invalid page struct member: " + name);
      }
      List<Field> parts = new ArrayList<>();
      words(field.get().type(), field.get().bitOffset(), field.get().bitSize(), parts);
      words.add(parts);
      // Flags, and numbers in a struct such as atomic_t, are not decimal.
      boolean number = !name.equals("flags") && field.get().type().strip() instanceof IntType;
      decimal.add(parts.stream().map(_ -> number).toList());
    }
  }

  /** The scalars that a type is made of. */
  private static void words(Type type, long bitOffset, int bitSize, List<Field> into) {
    Type plain = type.strip();
    if (into.size() >= MAX_WORDS) {
      return;
    }
    if (plain instanceof StructType struct) {
      for (Member member : struct.members()) {
        words(member.type(), bitOffset + member.bitOffset(), member.bitSize(), into);
        if (struct.isUnion()) {
          break;
        }
      }
    } else if (plain instanceof ArrayType array) {
      for (int i = 0; i < Math.min(MAX_WORDS, array.count()); i++) {
        words(array.element(), bitOffset + 8L * i * array.element().size(), 0, into);
      }
    } else if (plain.size() >= 1 && plain.size() <= 8) {
      into.add(new Field(type, bitOffset, bitSize));
    }
  }

  /** The pages at these physical addresses, or all. */
  void print(List<Long> pages) {
    Output output = context.output();
    Kernel kernel = context.kernel();
    if (!output.json()) {
      output.line(Text.center("PAGE", 16).stripTrailing() + "        " + String.join("  ", names));
    }
    PageArrayReader reader = PageArrayReader.of(kernel);
    AsciiText text = new AsciiText();
    for (long page : pages) {
      long address = PageStructs.of(kernel).address(page);
      byte[] bytes = kernel.memory().read(address, reader.structSize());
      if (output.json()) {
        output.row(row(address, bytes, 0));
      } else {
        append(text, address, bytes, 0);
      }
    }
    output.write(text.bytes(), text.length());
    if (!pages.isEmpty()) {
      return;
    }
    if (output.json()) {
      ParallelText.rows(reader, output, context.faults()::add, this::rows);
    } else {
      ParallelText.write(reader, output, context.faults()::add, this::lines);
    }
  }

  private void rows(PageArrayReader.Block block, Consumer<JsonObject> rows) {
    int size = PageArrayReader.of(context.kernel()).structSize();
    for (int i = 0, at = 0; i < block.count(); i++, at += size) {
      rows.accept(row(block.address() + at, block.bytes(), at));
    }
  }

  private void lines(PageArrayReader.Block block, AsciiText text) {
    int size = PageArrayReader.of(context.kernel()).structSize();
    for (int i = 0, at = 0; i < block.count(); i++, at += size) {
      append(text, block.address() + at, block.bytes(), at);
    }
  }

  /** The row of the struct page whose bytes begin at {@code at}. */
  private JsonObject row(long address, byte[] bytes, int at) {
    JsonObject row = new JsonObject().putAddress("page", address);
    for (int i = 0; i < names.size(); i++) {
      AsciiText value = new AsciiText(WORD * MAX_WORDS);
      append(value, i, bytes, at);
      row.put(
          names.get(i), new String(value.bytes(), 0, value.length(), StandardCharsets.US_ASCII));
    }
    return row;
  }

  /** Its line. */
  private void append(AsciiText text, long address, byte[] bytes, int at) {
    text.zeros(address, 16).append(' ').append(' ');
    for (int i = 0; i < names.size(); i++) {
      append(text, i, bytes, at);
      text.append(' ').append(' ');
    }
    text.append('\n');
  }

  private void append(AsciiText text, int member, byte[] bytes, int at) {
    List<Field> parts = words.get(member);
    for (int i = 0; i < parts.size(); i++) {
      Field word = parts.get(i);
      if (i > 0) {
        text.append(',');
      }
      long value = word.get(bytes, at, order);
      if (decimal.get(member).get(i)) {
        text.append(
            Field.isSigned(word.type()) ? Long.toString(value) : Long.toUnsignedString(value));
      } else {
        int size = (int) word.size();
        // As many digits as the word has, also of a signed one.
        text.zeros(size == 8 ? value : value & (1L << 8 * size) - 1, 2 * size);
      }
    }
  }
}
