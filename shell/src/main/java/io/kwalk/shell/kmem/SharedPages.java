package io.kwalk.shell.kmem;

import io.kwalk.linux.mm.PageArrayReader;

/** How many pages more than one has: kmem -i=shared. */
final class SharedPages {
  private final KmemContext context;
  private long count;

  SharedPages(KmemContext context) {
    this.context = context;
  }

  /**
   * Pages whose reference count is above 1, read from every struct page; reserved ones are
   * nobody's.
   */
  long count() {
    long bit = context.kernel().imageTypes().enumerator("PG_reserved").orElse(0);
    long reserved = bit == 0 ? 0 : 1L << bit;
    PageArrayReader reader = PageArrayReader.of(context.kernel());
    reader.visit(
        page -> count += (int) page.count() > 1 && (page.flags() & reserved) == 0 ? 1 : 0,
        why -> context.faults().add(why),
        context.output()::checkInterrupted);
    return count;
  }
}
