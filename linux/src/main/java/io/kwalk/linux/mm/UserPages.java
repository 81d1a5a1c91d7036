package io.kwalk.linux.mm;

import io.kwalk.core.arch.PageEntry;
import io.kwalk.core.arch.PageTables;
import io.kwalk.core.arch.PageWalk;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the pages of a process are, by its page tables. */
public final class UserPages {
  /**
   * One page.
   *
   * @param physical of the page if it is in memory
   * @param swap its place if it was swapped out
   * @param fault the page table that could not be read, if one could not
   */
  public record UserPage(
      long address,
      boolean resident,
      long physical,
      Optional<SwapEntry> swap,
      @Nullable MemoryFault fault) {}

  private final PageTables tables;
  private final long root;

  private UserPages(PageTables tables, long root) {
    this.tables = tables;
    this.root = root;
  }

  /**
   * The pages of the process with the mm_struct {@code mm}.
   *
   * @throws MemoryFault if its page directory cannot be found
   */
  public static UserPages of(Kernel kernel, long mm) {
    long pgd = kernel.field("mm_struct", "pgd").get(kernel.memory(), mm);
    return new UserPages(kernel.pageTables(), kernel.memory().physical(pgd));
  }

  /** The page of a user address: one walk of the page tables. */
  public UserPage at(long address) {
    PageWalk walk = tables.walk(root, address);
    return new UserPage(address, walk.mapped(), walk.physical(), swap(walk), walk.fault());
  }

  private Optional<SwapEntry> swap(PageWalk walk) {
    if (walk.mapped() || walk.steps().isEmpty()) {
      return Optional.empty();
    }
    PageWalk.Step last = walk.steps().getLast();
    PageEntry.Swap place = last.level().equals("PTE") ? tables.entry(last.entry()).swap() : null;
    return place == null ? Optional.empty() : Optional.of(new SwapEntry(place));
  }
}
