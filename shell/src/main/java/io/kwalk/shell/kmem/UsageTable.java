package io.kwalk.shell.kmem;

import io.kwalk.linux.mm.MemoryUsage;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** kmem -i. */
final class UsageTable {
  private final KmemContext context;

  UsageTable(KmemContext context) {
    this.context = context;
  }

  void print(boolean shared) {
    List<String> troubles = new ArrayList<>();
    MemoryUsage usage = MemoryUsage.of(context.kernel(), troubles);
    context.faults().addAll(troubles);
    long total = usage.total();
    long sharedPages = shared ? new SharedPages(context).count() : 0;
    if (context.output().json()) {
      JsonObject row =
          new JsonObject()
              .put("page_size", context.kernel().pageTables().pageSize())
              .put("total_pages", total)
              .put("free_pages", usage.free())
              .put("used_pages", total - usage.free());
      if (shared) {
        row.put("shared_pages", sharedPages);
      }
      context.output().row(rest(row, usage));
      return;
    }
    context.output().line("                 PAGES        TOTAL      PERCENTAGE");
    whole("TOTAL MEM", total);
    part("FREE", usage.free(), total, "TOTAL MEM");
    part("USED", total - usage.free(), total, "TOTAL MEM");
    if (shared) {
      part("SHARED", sharedPages, total, "TOTAL MEM");
    }
    part("BUFFERS", usage.buffers(), total, "TOTAL MEM");
    part("CACHED", usage.cached(), total, "TOTAL MEM");
    part("SLAB", usage.slab(), total, "TOTAL MEM");
    context.output().line("");
    whole("TOTAL HUGE", usage.huge());
    part("HUGE FREE", usage.hugeFree(), usage.huge(), "TOTAL HUGE");
    context.output().line("");
    whole("TOTAL SWAP", usage.swap().total());
    part("SWAP USED", usage.swap().used(), usage.swap().total(), "TOTAL SWAP");
    long swapFree = usage.swap().total() - usage.swap().used();
    part("SWAP FREE", swapFree, usage.swap().total(), "TOTAL SWAP");
    context.output().line("");
    whole("COMMIT LIMIT", usage.commitLimit());
    part("COMMITTED", usage.committed(), usage.commitLimit(), "TOTAL LIMIT");
  }

  private static JsonObject rest(JsonObject row, MemoryUsage usage) {
    return row.put("buffer_pages", usage.buffers())
        .put("cached_pages", usage.cached())
        .put("slab_pages", usage.slab())
        .put("huge_pages", usage.huge())
        .put("free_huge_pages", usage.hugeFree())
        .put("swap_pages", usage.swap().total())
        .put("used_swap_pages", usage.swap().used())
        .put("commit_limit_pages", usage.commitLimit())
        .put("committed_pages", usage.committed());
  }

  private String start(String name, long pages) {
    return Text.right(name, 13)
        + "  "
        + KmemContext.number(pages, 7)
        + "  "
        + Text.right(size(pages), 11);
  }

  private void whole(String name, long pages) {
    context.output().line(start(name, pages) + "         ----");
  }

  private void part(String name, long pages, long whole, String of) {
    long percent = whole == 0 ? 0 : pages * 100 / whole;
    context
        .output()
        .line(start(name, pages) + "  " + KmemContext.number(percent, 3) + "% of " + of);
  }

  /** With one digit behind the point, unless it is 0. */
  private String size(long pages) {
    double bytes = (double) pages * context.kernel().pageTables().pageSize();
    if (pages == 0) {
      return "0";
    }
    double kilobyte = 1024;
    double megabyte = kilobyte * kilobyte;
    double gigabyte = megabyte * kilobyte;
    if (bytes >= gigabyte) {
      return decimal(bytes / gigabyte) + " GB";
    }
    return bytes >= megabyte
        ? decimal(bytes / megabyte) + " MB"
        : (long) (bytes / kilobyte) + " KB";
  }

  private static String decimal(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
