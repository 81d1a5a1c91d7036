package io.kwalk.shell.kmem;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.mm.PageArrayReader;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.PageStructs.Page;
import io.kwalk.shell.command.PageLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** kmem -p: a line for each struct page. */
final class PageTable {
  /** Blocks that are rendered at once: 16384 lines, about a megabyte. */
  private static final int AT_ONCE = 32;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final KmemContext context;
  private final PageStructs structs;
  private final PageArrayReader reader;

  /** Flag words with their names: a few hundred differ. */
  private final Map<Long, String> flagTexts = new ConcurrentHashMap<>();

  PageTable(KmemContext context) {
    this.context = context;
    structs = PageStructs.of(context.kernel());
    reader = PageArrayReader.of(context.kernel());
  }

  /** All pages. */
  void print() {
    if (context.output().json()) {
      reader.visit(
          page -> context.output().row(PageLine.json(context.kernel(), page)),
          context.faults()::add,
          context.output()::checkInterrupted);
      return;
    }
    context.output().line(PageLine.TITLES);
    List<String> troubles = new ArrayList<>();
    List<Long> blocks = reader.blocks(troubles);
    for (int first = 0; first < blocks.size(); first += AT_ONCE) {
      context.output().checkInterrupted();
      List<Long> some = blocks.subList(first, Math.min(blocks.size(), first + AT_ONCE));
      String[] texts = new String[some.size()];
      IntStream.range(0, texts.length).parallel().forEach(i -> texts[i] = block(some.get(i)));
      for (String text : texts) {
        if (text.startsWith("!")) {
          troubles.add(text.substring(1));
        } else {
          context.output().print(text);
        }
      }
    }
    context.faults().addAll(troubles);
  }

  /** One page, by its physical address. */
  void print(long physical) {
    Page page = structs.at(physical);
    if (context.output().json()) {
      context.output().row(PageLine.json(context.kernel(), page));
    } else {
      context.output().line(PageLine.TITLES);
      context.output().line(PageLine.text(context.kernel(), page));
    }
  }

  /** The lines of a block, or "!" and why it cannot be read. */
  private String block(long start) {
    try {
      PageArrayReader.Block block = reader.read(start);
      StringBuilder out = new StringBuilder(PageArrayReader.BLOCK * 80);
      for (int i = 0; i < PageArrayReader.BLOCK; i++) {
        line(out, reader.page(block, i));
      }
      return out.toString();
    } catch (MemoryFault fault) {
      return "!" + fault.getMessage();
    }
  }

  private void line(StringBuilder out, Page page) {
    hex(out, page.address(), 16);
    out.append(' ');
    hex(out, page.physical(), 8);
    out.append(' ');
    hex(out, page.mapping(), 16);
    out.append(' ');
    hex(out, page.index(), 8);
    String count = Integer.toString((int) page.count());
    out.append(count.length() < 2 ? "  " : " ").append(count).append(' ');
    out.append(flagTexts.computeIfAbsent(page.flags(), this::flags));
  }

  private String flags(long flags) {
    String names = String.join(",", structs.flagNames(flags));
    return Long.toHexString(flags) + (names.isEmpty() ? "\n" : " " + names + "\n");
  }

  /** Right aligned: a format string would cost as much as all the rest. */
  private static void hex(StringBuilder out, long value, int width) {
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
    for (int i = digits; i < width; i++) {
      out.append(' ');
    }
    for (int i = digits - 1; i >= 0; i--) {
      out.append((char) DIGITS[(int) (value >>> 4 * i) & 15]);
    }
  }
}
