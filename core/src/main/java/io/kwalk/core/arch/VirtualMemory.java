package io.kwalk.core.arch;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryFault.Space;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A virtual address space over a physical memory, with a cache of translations (4,096 pages,
 * direct-mapped, no locks: an entry is immutable and replaced as a whole).
 */
public final class VirtualMemory implements Memory {
  private static final int CACHE_SIZE = 4096;

  private record Entry(long page, long physical) {}

  private final Memory physical;
  private final AddressTranslation translation;
  private final Space space;
  private final int pageShift;
  private final @Nullable Entry[] cache = new @Nullable Entry[CACHE_SIZE];

  public VirtualMemory(Memory physical, AddressTranslation translation, Space space, int pageSize) {
    this.physical = physical;
    this.translation = translation;
    this.space = space;
    this.pageShift = Integer.numberOfTrailingZeros(pageSize);
  }

  @Override
  public ByteOrder byteOrder() {
    return physical.byteOrder();
  }

  /**
   * The physical address behind {@code address}.
   *
   * @throws MemoryFault if it is not mapped
   */
  public long physical(long address) {
    long page = address >>> pageShift;
    int slot = (int) (page ^ page >>> 12) & CACHE_SIZE - 1;
    long offset = address & (1L << pageShift) - 1;
    Entry entry = cache[slot];
    if (entry != null && entry.page == page) {
      return entry.physical | offset;
    }
    long target = translation.physical(address);
    cache[slot] = new Entry(page, target & -(1L << pageShift));
    return target;
  }

  private boolean crossesPage(long address, int size) {
    long last = address + size - 1;
    return address >>> pageShift != last >>> pageShift;
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      long at = address + done;
      long rest = (1L << pageShift) - (at & (1L << pageShift) - 1);
      int chunk = (int) Math.min(rest, length - done);
      try {
        physical.read(physical(at), target, offset + done, chunk);
      } catch (MemoryFault fault) {
        throw named(fault, at);
      }
      done += chunk;
    }
  }

  @Override
  public int u8(long address) {
    try {
      return physical.u8(physical(address));
    } catch (MemoryFault fault) {
      throw named(fault, address);
    }
  }

  @Override
  public int u16(long address) {
    return (int) unsigned(address, 2);
  }

  @Override
  public long u32(long address) {
    return unsigned(address, 4);
  }

  @Override
  public long u64(long address) {
    return unsigned(address, 8);
  }

  @Override
  public long unsigned(long address, int size) {
    if (crossesPage(address, size)) {
      return ByteArrays.unsigned(read(address, size), 0, size, byteOrder());
    }
    try {
      return physical.unsigned(physical(address), size);
    } catch (MemoryFault fault) {
      throw named(fault, address);
    }
  }

  /**
   * A physical fault as one of the virtual address that the caller knows; a fault of this space
   * stays.
   */
  private MemoryFault named(MemoryFault fault, long address) {
    return fault.space() == Space.PHYSICAL
        ? new MemoryFault(space, address, fault.reason())
        : fault;
  }
}
