package io.kwalk.lab.dumps;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.MemoryFault;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A dump of which some bytes of memory are others: what a kernel does that no dump at hand did. */
public final class OverwrittenImage implements DumpImage {
  private final DumpImage image;
  private final TreeMap<Long, Byte> changed = new TreeMap<>();
  private final Set<Long> lost = new HashSet<>();

  public OverwrittenImage(DumpImage image) {
    this.image = image;
  }

  /** Writes a little-endian word at a physical address. */
  public void put(long physical, long value) {
    for (int i = 0; i < 8; i++) {
      changed.put(physical + i, (byte) (value >>> 8 * i));
    }
  }

  /** Takes the page at a physical address out of the dump. */
  public void lose(long physical) {
    lost.add(physical / image.memory().pageSize());
  }

  @Override
  public PhysicalMemory memory() {
    PhysicalMemory memory = image.memory();
    return new PhysicalMemory() {
      @Override
      public int pageSize() {
        return memory.pageSize();
      }

      @Override
      public PageState state(long address) {
        return memory.state(address);
      }

      @Override
      public List<Range> ranges() {
        return memory.ranges();
      }

      @Override
      public ByteOrder byteOrder() {
        return memory.byteOrder();
      }

      @Override
      public void read(long address, byte[] target, int offset, int length) {
        for (long page = address / pageSize(); page * pageSize() < address + length; page++) {
          if (lost.contains(page)) {
            throw new MemoryFault(MemoryFault.Space.PHYSICAL, address, MemoryFault.Reason.EXCLUDED);
          }
        }
        memory.read(address, target, offset, length);
        changed
            .subMap(address, address + length)
            .forEach((at, value) -> target[offset + (int) (at - address)] = value);
      }
    };
  }

  @Override
  public String format() {
    return image.format();
  }

  @Override
  public String compression() {
    return image.compression();
  }

  @Override
  public int machine() {
    return image.machine();
  }

  @Override
  public ByteOrder byteOrder() {
    return image.byteOrder();
  }

  @Override
  public Optional<byte[]> vmcoreinfo() {
    return image.vmcoreinfo();
  }

  @Override
  public List<ElfNote> notes() {
    return image.notes();
  }

  @Override
  public Map<String, String> properties() {
    return image.properties();
  }

  @Override
  public boolean incomplete() {
    return image.incomplete();
  }

  @Override
  public Map<PageState, Long> pageCounts() {
    return image.pageCounts();
  }

  @Override
  public Optional<Long> physicalOf(long virtualAddress) {
    return image.physicalOf(virtualAddress);
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
