package io.kwalk.linux.coredump;

import io.kwalk.core.arch.PageTables;
import io.kwalk.core.arch.PageWalk;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.swap.UserMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The pages of a process: which there are, and their bytes. */
final class CoreMemory {
  /** An untouched run is stored as a hole up to this size; a larger one is not stored. */
  private static final long LARGEST_HOLE = 1L << 30;

  private enum Kind {
    THERE,
    UNUSED,
    FILE_ONLY,
    MISSING
  }

  private record Page(Kind kind, long pages) {}

  private final Kernel kernel;
  private final PageTables tables;
  private final long root;
  private final Memory user;
  private final int pageSize;
  private final FileCache cache;
  private final SpecialPages special;
  private final CorePages counts = new CorePages();
  private OptionalInt depth = OptionalInt.empty();

  /**
   * Of the process with the mm_struct {@code mm}.
   *
   * @throws MemoryFault if its page directory cannot be found
   */
  CoreMemory(Kernel kernel, long mm) {
    this.kernel = kernel;
    tables = kernel.pageTables();
    root = kernel.memory().physical(kernel.field("mm_struct", "pgd").get(kernel.memory(), mm));
    user = new UserMemory(kernel, root);
    pageSize = tables.pageSize();
    cache = new FileCache(kernel);
    special = new SpecialPages(kernel, mm);
  }

  CorePages counts() {
    return counts;
  }

  int pageSize() {
    return pageSize;
  }

  /** The runs of the part of a mapping up to {@code end}. */
  List<CoreRun> runs(Mapping mapping, long end) {
    List<CoreRun> runs = new ArrayList<>();
    int flags = (int) ((mapping.flags() & 1) << 2 | mapping.flags() & 2 | mapping.flags() >> 2 & 1);
    boolean touched = mapping.backing() != 0;
    long at = mapping.start();
    while (Long.compareUnsigned(at, end) < 0) {
      Page page = classify(mapping, at, end);
      long next = at + page.pages * pageSize;
      count(page);
      touched |= page.kind == Kind.THERE || page.kind == Kind.MISSING;
      boolean stored =
          page.kind == Kind.THERE
              || page.kind == Kind.UNUSED && page.pages * pageSize <= LARGEST_HOLE;
      CoreRun last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && last.stored() == stored) {
        runs.set(runs.size() - 1, new CoreRun(last.start(), next, flags, stored));
      } else {
        runs.add(new CoreRun(at, next, flags, stored));
      }
      at = next;
    }
    // Like the kernel: of a reservation that nobody touched there is nothing to store.
    return touched ? runs : List.of(new CoreRun(mapping.start(), end, flags, false));
  }

  private void count(Page page) {
    switch (page.kind) {
      case THERE -> counts.addThere();
      case UNUSED -> counts.addUnused(page.pages);
      case FILE_ONLY -> counts.addFileOnly(page.pages);
      case MISSING -> {
        // Counted with its reason where it was met.
      }
    }
  }

  private Page classify(Mapping mapping, long at, long end) {
    PageWalk walk = tables.walk(root, at);
    MemoryFault fault = walk.fault();
    if (fault != null) {
      counts.addMissing(fault.reason());
      return new Page(Kind.MISSING, 1);
    }
    if (walk.mapped() && walk.steps().getLast().level().equals("PTE")) {
      depth = OptionalInt.of(walk.steps().size());
    }
    boolean empty = !walk.mapped() && isEmpty(walk);
    if (!empty) {
      return new Page(isReadable(at) ? Kind.THERE : Kind.MISSING, 1);
    }
    if (mapping.backing() == 0 && special.isAnonymous(mapping)) {
      return new Page(Kind.UNUSED, span(walk, at, end));
    }
    OptionalLong cached = cached(mapping, at);
    if (cached.isEmpty()) {
      return new Page(Kind.FILE_ONLY, 1);
    }
    return new Page(
        isReadable(kernel.physical(), cached.getAsLong()) ? Kind.THERE : Kind.MISSING, 1);
  }

  private static boolean isEmpty(PageWalk walk) {
    return walk.steps().isEmpty() || walk.steps().getLast().entry() == 0;
  }

  private OptionalLong cached(Mapping mapping, long at) {
    return mapping.backing() == 0
        ? special.physical(mapping, at)
        : cache.physical(mapping.backing(), (mapping.offset() + at - mapping.start()) / pageSize);
  }

  private boolean isReadable(long at) {
    return isReadable(user, at);
  }

  private boolean isReadable(Memory memory, long at) {
    try {
      int _ = memory.u8(at);
      return true;
    } catch (MemoryFault fault) {
      counts.addMissing(fault.reason());
      return false;
    }
  }

  /** How many pages an empty entry leaves empty, up to {@code end}. */
  private long span(PageWalk walk, long at, long end) {
    int left = depth.isPresent() ? Math.max(0, depth.getAsInt() - walk.steps().size()) : 0;
    long covered = pageSize;
    for (int level = 0; level < left; level++) {
      covered *= pageSize / 8;
    }
    long next = Math.min((at / covered + 1) * covered, end);
    return Math.max(1, (next - at) / pageSize);
  }

  /**
   * The bytes of a page of a stored run: zeros where nobody touched it.
   *
   * @throws MemoryFault if it is gone meanwhile
   */
  void read(Mapping mapping, long at, byte[] target) {
    PageWalk walk = tables.walk(root, at);
    if (walk.mapped() || !isEmpty(walk)) {
      user.read(at, target, 0, pageSize);
      return;
    }
    OptionalLong cached = cached(mapping, at);
    if (cached.isPresent()) {
      kernel.physical().read(cached.getAsLong(), target, 0, pageSize);
    } else {
      Arrays.fill(target, (byte) 0);
    }
  }
}
