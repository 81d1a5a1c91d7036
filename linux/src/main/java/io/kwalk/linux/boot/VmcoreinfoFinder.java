package io.kwalk.linux.boot;

import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds vmcoreinfo in memory, for images whose headers carry none. The kernel keeps the text at the
 * start of a page of its own from boot on (vmcoreinfo_data, kernel/vmcore_info.c), and, once it
 * crashed, in an ELF note too.
 */
final class VmcoreinfoFinder {
  private static final byte[] START = "OSRELEASE=".getBytes(StandardCharsets.US_ASCII);

  /** struct elf_note and the name "VMCOREINFO", both padded. */
  private static final int NOTE_HEADER = 24;

  /** VMCOREINFO_BYTES is one page; a kernel with more to say may take several. */
  private static final int MAX_PAGES = 4;

  /**
   * Where struct uts_namespace has its name before vmcoreinfo tells (5.11): behind a struct kref.
   */
  private static final int NAME_BEHIND_KREF = 4;

  private final PhysicalMemory memory;
  private final List<KernelFinder> finders;

  /**
   * @param finders of the architectures that it may be of
   */
  VmcoreinfoFinder(PhysicalMemory memory, List<KernelFinder> finders) {
    this.memory = memory;
    this.finders = finders;
  }

  /** What was found, and who can use it. */
  record Found(Vmcoreinfo vmcoreinfo, KernelFinder finder) {}

  /** Of the texts that describe this memory the one that says most: a crash adds its time. */
  Optional<Found> find() {
    return new PhysicalScan(memory)
        .find(VmcoreinfoFinder::startIn, 16).stream()
            .map(this::read)
            .flatMap(vmcoreinfo -> found(vmcoreinfo).stream())
            .max(Comparator.comparingInt(found -> found.vmcoreinfo().values().size()));
  }

  private Optional<Found> found(Vmcoreinfo vmcoreinfo) {
    for (KernelFinder finder : finders) {
      if (finder.isDescribedBy(vmcoreinfo) && describesThisMemory(vmcoreinfo, finder)) {
        return Optional.of(new Found(vmcoreinfo, finder));
      }
    }
    return Optional.empty();
  }

  private static OptionalLong startIn(long address, byte[] page) {
    if (PhysicalScan.matches(page, 0, START)) {
      return OptionalLong.of(address);
    }
    return PhysicalScan.matches(page, NOTE_HEADER, START)
        ? OptionalLong.of(address + NOTE_HEADER)
        : OptionalLong.empty();
  }

  private Vmcoreinfo read(long address) {
    int limit = MAX_PAGES * memory.pageSize();
    byte[] text = new byte[limit];
    int length = 0;
    while (length < limit) {
      int rest = memory.pageSize() - (int) ((address + length) & memory.pageSize() - 1);
      int chunk = Math.min(rest, limit - length);
      try {
        memory.read(address + length, text, length, chunk);
      } catch (MemoryFault _) {
        break;
      }
      length += chunk;
      if (text[length - 1] == 0) {
        break;
      }
    }
    return Vmcoreinfo.parse(Arrays.copyOf(text, length));
  }

  /** Whether the release it names stands where it says that init_uts_ns is. */
  private boolean describesThisMemory(Vmcoreinfo vmcoreinfo, KernelFinder finder) {
    OptionalLong namespace = vmcoreinfo.symbol("init_uts_ns");
    String release = vmcoreinfo.value("OSRELEASE").orElse("");
    if (namespace.isEmpty() || release.isEmpty()) {
      return true;
    }
    long physical = namespace.getAsLong() + finder.imageOffset(vmcoreinfo) + UtsName.RELEASE_OFFSET;
    OptionalLong offset = vmcoreinfo.offset("uts_namespace.name");
    return offset.isPresent()
        ? holds(physical + offset.getAsLong(), release)
        : holds(physical + NAME_BEHIND_KREF, release);
  }

  private boolean holds(long physical, String release) {
    try {
      return memory.cString(physical, UtsName.FIELD_LENGTH).equals(release);
    } catch (MemoryFault _) {
      return false;
    }
  }
}
