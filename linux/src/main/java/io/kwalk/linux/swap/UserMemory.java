package io.kwalk.linux.swap;

import io.kwalk.core.arch.PageEntry;
import io.kwalk.core.arch.PageWalk;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.SwapEntry;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process's memory by its page tables, with the pages that were swapped out into memory (zram,
 * zswap). Remembers the last of these.
 */
public final class UserMemory implements Memory {
  private record Kept(long page, byte[] bytes) {}

  private final Kernel kernel;
  private final long root;
  private final Memory resident;
  private final int pageSize;
  private volatile @Nullable Kept kept;

  /**
   * @param root physical address of the top page table
   */
  public UserMemory(Kernel kernel, long root) {
    this.kernel = kernel;
    this.root = root;
    resident = kernel.userMemory(root);
    pageSize = kernel.pageTables().pageSize();
  }

  @Override
  public ByteOrder byteOrder() {
    return resident.byteOrder();
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      long at = address + done;
      int chunk = (int) Math.min(length - done, pageSize - (at & pageSize - 1));
      try {
        resident.read(at, target, offset + done, chunk);
      } catch (MemoryFault fault) {
        byte[] page = swapped(at, fault);
        System.arraycopy(page, (int) (at & pageSize - 1), target, offset + done, chunk);
      }
      done += chunk;
    }
  }

  private byte[] swapped(long address, MemoryFault fault) {
    long page = address & -pageSize;
    Kept last = kept;
    if (last != null && last.page == page) {
      return last.bytes;
    }
    Optional<SwapEntry> entry = entry(address);
    Optional<SwappedPage> found = entry.flatMap(place -> SwappedPages.find(kernel, place));
    byte[] bytes = found.isPresent() ? found.get().bytes() : null;
    if (bytes == null) {
      throw fault;
    }
    kept = new Kept(page, bytes);
    return bytes;
  }

  /** Where the page of {@code address} was swapped out to, if it was. */
  public Optional<SwapEntry> entry(long address) {
    PageWalk walk = kernel.pageTables().walk(root, address);
    if (walk.mapped() || walk.steps().isEmpty() || walk.fault() != null) {
      return Optional.empty();
    }
    PageWalk.Step last = walk.steps().getLast();
    PageEntry.Swap swap =
        last.level().equals("PTE") ? kernel.pageTables().entry(last.entry()).swap() : null;
    return Optional.ofNullable(swap).map(SwapEntry::new);
  }
}
