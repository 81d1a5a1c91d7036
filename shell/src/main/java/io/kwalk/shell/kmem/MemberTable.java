package io.kwalk.shell.kmem;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.PageArrayReader;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** kmem -m: chosen members of struct pages. */
final class MemberTable {
  /** Words of a member that is a struct or an array. */
  private static final int MAX_WORDS = 16;

  private final KmemContext context;
  private final List<String> names;
  private final List<List<Field>> words = new ArrayList<>();

  MemberTable(KmemContext context, List<String> names) throws CommandException {
    this.context = context;
    this.names = names;
    StructType page = context.kernel().struct("page");
    for (String name : names) {
      Optional<Field> field = page.field(name);
      if (field.isEmpty()) {
        throw new CommandException("invalid page struct member: " + name);
      }
      List<Field> parts = new ArrayList<>();
      words(field.get().type(), field.get().bitOffset(), field.get().bitSize(), parts);
      words.add(parts);
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
    for (long page : pages) {
      long address = PageStructs.of(kernel).address(page);
      print(address, new WordReader(kernel.memory(), address));
    }
    if (!pages.isEmpty()) {
      return;
    }
    List<String> troubles = new ArrayList<>();
    PageArrayReader reader = PageArrayReader.of(kernel);
    int size = (int) PageStructs.of(kernel).structSize();
    for (long start : reader.blocks(troubles)) {
      output.checkInterrupted();
      try {
        byte[] bytes = reader.read(start).bytes();
        for (int i = 0; i < PageArrayReader.BLOCK; i++) {
          print(start + (long) i * size, new WordReader(kernel.memory(), bytes, i * size));
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    context.faults().addAll(troubles);
  }

  private void print(long address, WordReader reader) {
    if (context.output().json()) {
      JsonObject row = new JsonObject().putAddress("page", address);
      for (int i = 0; i < names.size(); i++) {
        row.put(names.get(i), value(i, reader));
      }
      context.output().row(row);
      return;
    }
    StringBuilder line = new StringBuilder(Text.hex(address, 16)).append("  ");
    for (int i = 0; i < names.size(); i++) {
      line.append(value(i, reader)).append("  ");
    }
    context.output().line(line.toString());
  }

  private String value(int member, WordReader reader) {
    boolean flags = names.get(member).equals("flags");
    StringBuilder text = new StringBuilder();
    for (Field word : words.get(member)) {
      text.append(text.isEmpty() ? "" : ",");
      long value = reader.read(word);
      if (!flags && word.type().strip() instanceof IntType) {
        text.append(Field.isSigned(word.type()) ? value + "" : Long.toUnsignedString(value));
      } else {
        text.append(Text.hex(value, (int) (2 * word.size())));
      }
    }
    return text.toString();
  }

  /** A struct page: in a block that was read, or on its own. */
  private static final class WordReader {
    private final Memory memory;
    private final byte[] bytes;
    private final int offset;

    WordReader(Memory memory, byte[] bytes, int offset) {
      this.memory = memory;
      this.bytes = bytes;
      this.offset = offset;
    }

    WordReader(Memory memory, long address) {
      this(memory, memory.read(address, 64), 0);
    }

    long read(Field field) {
      int size = (int) field.size();
      int at = offset + (int) field.offset();
      long value = ByteArrays.unsigned(bytes, at, size, memory.byteOrder());
      int unused = 64 - 8 * size;
      if (field.bitSize() != 0) {
        value = value >>> (field.bitOffset() & 7);
        unused = 64 - field.bitSize();
      }
      return Field.isSigned(field.type()) ? value << unused >> unused : value << unused >>> unused;
    }
  }
}
