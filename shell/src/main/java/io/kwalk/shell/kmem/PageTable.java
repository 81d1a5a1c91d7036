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

  /** Without an object a page: there are millions. */
  private void lines(PageArrayReader.Block block, AsciiText text) {
    long mapping = 0;
    long index = 0;
    long count = 0;
    long flags = 0;
    int columns = 0;
    int end = 0;
    for (int i = 0; i < block.count(); i++) {
      text.hex(block.address() + (long) i * reader.structSize(), 16).append(' ');
      text.hex(reader.physical(block, i), 8).append(' ');
      // But for their addresses runs of free or reserved pages look alike.
      boolean alike = reader.isRepeated(block, i);
      if (!alike) {
        alike =
            i > 0
                && flags == reader.flags(block, i)
                && mapping == reader.mapping(block, i)
                && index == reader.index(block, i)
                && count == reader.count(block, i);
      }
      if (alike) {
        text.repeat(columns, end);
        continue;
      }
      mapping = reader.mapping(block, i);
      index = reader.index(block, i);
      count = reader.count(block, i);
      flags = reader.flags(block, i);
      columns = text.length();
      text.hex(mapping, 16).append(' ').hex(index, 8).append(' ');
      text.decimal((int) count, 2).append(' ').append(flags(flags));
      end = text.length();
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
