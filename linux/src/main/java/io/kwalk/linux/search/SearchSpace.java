package io.kwalk.linux.search;

import io.kwalk.core.arch.MappedRuns;
import io.kwalk.core.arch.PageTables;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.boot.KernelMap;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.stack.TaskStack;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which memory there is to look through. */
public final class SearchSpace {
  private final Kernel kernel;
  private final KernelMap map;
  private final List<String> troubles;

  /** Behind the last byte of physical memory. */
  private final long memoryEnd;

  /**
   * @param troubles takes what cannot be looked through, in words
   */
  public SearchSpace(Kernel kernel, List<String> troubles) {
    this.kernel = kernel;
    this.map = kernel.layout().map();
    this.troubles = troubles;
    memoryEnd = kernel.physical().ranges().stream().mapToLong(Range::end).max().orElse(0);
  }

  /** All physical memory that the dump knows of. */
  public List<MemoryRun> physical() {
    List<MemoryRun> runs = new ArrayList<>();
    for (Range range : kernel.physical().ranges()) {
      runs.add(new MemoryRun(range.start(), range.start(), range.size()));
    }
    return runs;
  }

  /** The direct map of all memory. */
  public List<MemoryRun> directMap() {
    // The kernel's variable that says where it is.
    kernel.imageSymbols();
    List<MemoryRun> runs = new ArrayList<>();
    for (Range range : kernel.physical().ranges()) {
      OptionalLong address = map.directMapOf(range.start());
      if (address.isPresent() && map.isDirectMap(address.getAsLong())) {
        runs.add(new MemoryRun(address.getAsLong(), range.start(), range.size()));
      }
    }
    return runs;
  }

  /**
   * What the kernel's page tables map besides the direct map and the kernel's image: vmalloc areas,
   * the array of struct pages, modules, stacks for entry, and what the architecture has more.
   */
  public List<MemoryRun> mapped() {
    List<MemoryRun> runs = new ArrayList<>();
    Optional<AddressRange> image = map.mappedImage();
    List<MemoryRun> direct = directMap();
    if (direct.isEmpty()) {
      walk(Long.MIN_VALUE, -1, image, runs);
      return runs;
    }
    MemoryRun last = direct.getLast();
    walk(Long.MIN_VALUE, direct.getFirst().address() - 1, image, runs);
    walk(last.address() + last.length(), -1, image, runs);
    return structPagesLast(runs, last.physical() + last.length());
  }

  /** As crash has it: modules come before the array of struct pages. */
  private List<MemoryRun> structPagesLast(List<MemoryRun> runs, long end) {
    try {
      PageStructs pages = PageStructs.of(kernel);
      AddressRange array = new AddressRange(pages.address(0), pages.address(end));
      List<MemoryRun> ordered = new ArrayList<>();
      ordered.addAll(MemoryRun.clip(runs, new AddressRange(0, array.start())));
      ordered.addAll(MemoryRun.clip(runs, new AddressRange(array.end(), 0)));
      ordered.addAll(MemoryRun.clip(runs, array));
      return ordered;
    } catch (MemoryFault | UnknownNameException _) {
      return runs;
    }
  }

  private void walk(long start, long last, Optional<AddressRange> image, List<MemoryRun> runs) {
    List<MemoryRun> all = new ArrayList<>();
    walk(kernel.layout().rootTable(), start, last, all);
    for (MemoryRun run : all) {
      if (!map.isDirectMap(run.address())) {
        outside(run, image, runs);
      }
    }
  }

  /** What of a run is not of the image, which may follow its neighbours in physical memory, too. */
  private static void outside(MemoryRun run, Optional<AddressRange> image, List<MemoryRun> runs) {
    if (image.isEmpty()) {
      runs.add(run);
      return;
    }
    List<MemoryRun> one = List.of(run);
    runs.addAll(MemoryRun.clip(one, new AddressRange(0, image.get().start())));
    runs.addAll(MemoryRun.clip(one, new AddressRange(image.get().end(), 0)));
  }

  /** The kernel's image. */
  public List<MemoryRun> image() {
    List<MemoryRun> runs = new ArrayList<>();
    Optional<AddressRange> image = map.mappedImage();
    if (image.isPresent()) {
      walk(kernel.layout().rootTable(), image.get().start(), image.get().end() - 1, runs);
    }
    return runs;
  }

  /**
   * The pages of the process with the mm_struct {@code mm}: in memory, or swapped out ({@link
   * UserSearch}).
   *
   * @throws MemoryFault if its page directory cannot be found
   */
  public List<MemoryRun> user(long mm) {
    long pgd = kernel.field("mm_struct", "pgd").get(kernel.memory(), mm);
    List<MemoryRun> runs = new ArrayList<>();
    PageTables tables = kernel.pageTables();
    MappedRuns.visit(
        kernel.physical(),
        tables.format(),
        kernel.memory().physical(pgd),
        0,
        Long.MAX_VALUE,
        new Collector(runs) {
          @Override
          public void absent(long address, long entry) {
            if (tables.entry(entry).swap() != null) {
              runs.add(new MemoryRun(address, UserSearch.SWAPPED, tables.pageSize()));
            }
          }
        });
    runs.sort(Comparator.comparing(MemoryRun::address, Long::compareUnsigned));
    return runs;
  }

  /** A task's kernel stack, page by page; empty if it has none or none is known. */
  public List<MemoryRun> stack(Task task) {
    List<MemoryRun> runs = new ArrayList<>();
    OptionalLong start = task.stack();
    if (start.isEmpty() || start.getAsLong() == 0) {
      return runs;
    }
    int page = kernel.pageTables().pageSize();
    long size = TaskStack.size(kernel);
    for (long offset = 0; offset < size; offset += page) {
      long address = start.getAsLong() + offset;
      try {
        runs.add(new MemoryRun(address, kernel.memory().physical(address), page));
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    return runs;
  }

  private void walk(long root, long start, long last, List<MemoryRun> runs) {
    MappedRuns.visit(
        kernel.physical(), kernel.pageTables().format(), root, start, last, new Collector(runs));
  }

  private class Collector implements MappedRuns.Visitor {
    private final List<MemoryRun> runs;

    Collector(List<MemoryRun> runs) {
      this.runs = runs;
    }

    @Override
    public void run(long address, long physical, long length) {
      // A damaged table maps many terabytes where no memory is.
      if (Long.compareUnsigned(physical, memoryEnd) < 0) {
        runs.add(new MemoryRun(address, physical, Math.min(length, memoryEnd - physical)));
      }
    }

    @Override
    public void fault(long address, MemoryFault fault) {
      troubles.add(fault.getMessage());
    }
  }
}
