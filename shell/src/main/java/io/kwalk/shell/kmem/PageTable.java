package io.kwalk.shell.kmem;

import io.kwalk.linux.mm.PageArrayReader;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.PageStructs.Page;
import io.kwalk.linux.mm.PageUse;
import io.kwalk.linux.mm.PageUses;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.PageLine;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** kmem -p: a line for each struct page. */
final class PageTable {
  private final KmemContext context;
  private final PageStructs structs;
  private final PageArrayReader reader;

  /** Flag words with their names: a few hundred differ. */
  private final Map<Long, byte[]> flagTexts = new ConcurrentHashMap<>();

  PageTable(KmemContext context) {
    this.context = context;
    structs = PageStructs.of(context.kernel());
    reader = PageArrayReader.of(context.kernel());
  }

  /** All pages. */
  void print() {
    if (context.output().json()) {
      ParallelText.rows(reader, context.output(), context.faults()::add, this::rows);
    } else {
      context.output().line(PageLine.TITLES);
      ParallelText.write(reader, context.output(), context.faults()::add, this::lines);
    }
  }

  /** One page, by its physical address. */
  void print(long physical) {
    Page page = structs.at(physical);
    if (context.output().json()) {
      context.output().row(row(page, PageUses.of(context.kernel()).at(page)));
    } else {
      context.output().line(PageLine.TITLES);
      context.output().line(PageLine.text(context.kernel(), page));
    }
  }

  private void rows(PageArrayReader.Block block, Consumer<JsonObject> rows) {
    PageUses.Reader uses = PageUses.of(context.kernel()).reader(block);
    for (int i = 0; i < block.count(); i++) {
      rows.accept(row(reader.page(block, i), uses.use(i)));
    }
  }

  private JsonObject row(Page page, PageUse use) {
    JsonObject row = PageLine.json(context.kernel(), page);
    row.put("kind", Text.lower(use.kind()));
    if (use.owner() != 0) {
      row.putAddress("owner", use.owner());
    }
    if (!use.name().isEmpty()) {
      row.put("name", use.name());
    }
    if (use.order() > 0) {
      row.putAddress("head", use.head()).put("order", use.order());
    }
    return row;
  }

  private void lines(PageArrayReader.Block block, AsciiText text) {
    new PageLines(block, text).append();
  }

  /**
   * The lines of a block. There are millions: no object is made for a page, and a line is a copy of
   * the one before it as far as both are the same.
   */
  private final class PageLines {
    private final PageArrayReader.Block block;
    private final AsciiText text;
    private long mapping;
    private long index;
    private long count;
    private long flags;

    /** Where in the text the last line begins, its columns behind the addresses, and its end. */
    private int line;

    private int columns;
    private int end;

    PageLines(PageArrayReader.Block block, AsciiText text) {
      this.block = block;
      this.text = text;
    }

    void append() {
      for (int i = 0; i < block.count(); i++) {
        boolean alike = i > 0 && isAlike(i);
        int start = text.length();
        if (i > 0 && isNear(i)) {
          text.repeat(line, alike ? end : columns);
          columns += start - line;
          text.overwrite(start + 12, address(i));
          text.overwrite(columns - 8, reader.physical(block, i) >>> 12);
        } else {
          text.hex(address(i), 16).append(' ').hex(reader.physical(block, i), 8).append(' ');
          int before = columns;
          columns = text.length();
          if (alike) {
            text.repeat(before, end);
          }
        }
        if (!alike) {
          appendColumns(i);
        }
        line = start;
        end = text.length();
      }
    }

    private long address(int i) {
      return block.address() + (long) i * reader.structSize();
    }

    /** Whether only the last four digits of one address, and four of the other, are new. */
    private boolean isNear(int i) {
      long physical = reader.physical(block, i);
      return (address(i) ^ address(i - 1)) >>> 16 == 0
          && (physical ^ reader.physical(block, i - 1)) >>> 28 == 0
          && address(i) < 0
          && physical >>> 28 != 0;
    }

    /** But for their addresses, as runs of free or reserved pages are. */
    private boolean isAlike(int i) {
      return reader.isRepeated(block, i)
          || flags == reader.flags(block, i)
              && mapping == reader.mapping(block, i)
              && index == reader.index(block, i)
              && count == reader.count(block, i);
    }

    private void appendColumns(int i) {
      mapping = reader.mapping(block, i);
      index = reader.index(block, i);
      count = reader.count(block, i);
      flags = reader.flags(block, i);
      text.hex(mapping, 16).append(' ').hex(index, 8).append(' ');
      text.decimal((int) count, 2).append(' ').append(flags(flags));
    }
  }

  private byte[] flags(long flags) {
    return flagTexts.computeIfAbsent(flags, this::text);
  }

  private byte[] text(long flags) {
    String names = String.join(",", structs.flagNames(flags));
    String text = Long.toHexString(flags) + (names.isEmpty() ? "\n" : " " + names + "\n");
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
