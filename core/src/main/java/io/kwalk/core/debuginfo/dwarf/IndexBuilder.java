package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the index of a file: scans its units on all processors, then joins what they found.
 * vmlinux's 155 MiB of entries take some tenths of a second.
 */
final class IndexBuilder {
  /** Bytes of units that a thread takes at once. */
  private static final int CHUNK = 1 << 20;

  private final ScanSections sections;
  private int[] starts = new int[1 << 12];
  private int units;
  private final AtomicInteger next = new AtomicInteger();

  private IndexBuilder(DwarfFile file) {
    sections = ScanSections.of(file);
  }

  static DwarfIndex build(DwarfFile file) {
    return new IndexBuilder(file).build();
  }

  private DwarfIndex build() {
    listUnits();
    int count = Math.min(Runtime.getRuntime().availableProcessors(), 1 + starts[units] / CHUNK);
    UnitScanner[] scanners = new UnitScanner[count];
    Thread[] threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      UnitScanner scanner = new UnitScanner(sections);
      scanners[i] = scanner;
      threads[i] = new Thread(() -> scan(scanner), "kwalk-index-" + i);
      threads[i].setDaemon(true);
    }
    for (int i = 1; i < count; i++) {
      threads[i].start();
    }
    scan(scanners[0]);
    for (int i = 1; i < count; i++) {
      join(threads[i]);
    }
    NameList[] found = new NameList[count];
    for (int i = 0; i < count; i++) {
      found[i] = scanners[i].names;
    }
    return DwarfIndex.of(NameMerger.merge(found), starts, units);
  }

  /** Where units start; a unit whose length is damaged ends the list. */
  private void listUnits() {
    SectionReader at = sections.info().at(0);
    try {
      while (!at.atEnd()) {
        add(at.position());
        long length = at.u32();
        at.skip(length == 0xffff_ffffL ? at.u64() : length);
      }
    } catch (DebugInfoException damaged) {
      units--;
    }
    int end = units < 0 ? 0 : at.atEnd() ? at.size() : starts[units];
    units = Math.max(units, 0);
    starts[units] = end;
  }

  private void add(int start) {
    if (units + 1 == starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[units++] = start;
  }

  private void scan(UnitScanner scanner) {
    int chunk = next.getAndIncrement();
    while (chunk <= starts[units] / CHUNK) {
      // A unit belongs to the chunk that it starts in.
      int first = firstFrom((long) chunk * CHUNK);
      int last = firstFrom((chunk + 1L) * CHUNK);
      if (first < last) {
        scanner.scan(starts, first, last);
      }
      chunk = next.getAndIncrement();
    }
  }

  private int firstFrom(long offset) {
    int at = Arrays.binarySearch(starts, 0, units, (int) Math.min(offset, Integer.MAX_VALUE));
    return at >= 0 ? at : -at - 1;
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
