package io.kwalk.linux.swap;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A zram device (drivers/block/zram/zram_drv.h): a table with a slot a page, whose flags have the
 * compressed size in the bits below the first of {@code enum zram_pageflags}.
 */
final class ZramDevice {
  private static final int MAX_NAME = 64;

  private final Kernel kernel;
  private final long zram;
  private final String name;

  private ZramDevice(Kernel kernel, long zram, String name) {
    this.kernel = kernel;
    this.zram = zram;
    this.name = name;
  }

  /**
   * The zram device behind a block_device.
   *
   * @throws MemoryFault if it cannot be told
   */
  static Optional<ZramDevice> of(Kernel kernel, long blockDevice) {
    Memory memory = kernel.memory();
    long disk = kernel.field("block_device", "bd_disk").get(memory, blockDevice);
    String name =
        memory.cString(kernel.field("gendisk", "disk_name").addressIn(disk), MAX_NAME / 2);
    if (!name.startsWith("zram")) {
      return Optional.empty();
    }
    long zram = kernel.field("gendisk", "private_data").get(memory, disk);
    return Optional.of(new ZramDevice(kernel, zram, name));
  }

  /**
   * The page in slot {@code index}.
   *
   * @throws MemoryFault if its slot cannot be read
   * @throws UnknownNameException if the types of the module zram are not known
   */
  SwappedPage page(long index) {
    Memory memory = kernel.memory();
    int pageSize = kernel.pageTables().pageSize();
    long slots = kernel.field("zram", "disksize").get(memory, zram) / pageSize;
    if (index < 0 || index >= slots) {
      return SwappedPage.lost(name, "none", 0, "behind the end of the device");
    }
    long entrySize = kernel.struct("zram_table_entry").size();
    long entry = kernel.field("zram", "table").get(memory, zram) + index * entrySize;
    // In a struct with the access time since 7.0.
    long flags = kernel.field("zram_table_entry", "flags", "attr.flags").get(memory, entry);
    long handle = kernel.field("zram_table_entry", "handle").get(memory, entry);
    int size = (int) (flags & (1L << firstFlag()) - 1);
    if (isSet(flags, "ZRAM_SAME")) {
      return PageCodec.same(name, handle, pageSize, memory.byteOrder());
    }
    String algorithm = algorithm(flags);
    if (isSet(flags, "ZRAM_WB")) {
      return SwappedPage.lost(name, algorithm, size, "written back to the backing device");
    }
    if (handle == 0 || size > pageSize) {
      return SwappedPage.lost(name, algorithm, size, "its slot is empty");
    }
    Optional<byte[]> object = ZsPool.of(kernel).read(handle, size);
    return object.isPresent()
        ? PageCodec.decompress(name, algorithm, object.get(), pageSize)
        : SwappedPage.lost(name, algorithm, size, "its object in zsmalloc is not in the dump");
  }

  private long firstFlag() {
    EnumType flags =
        kernel
            .layouts()
            .enumeration("zram_pageflags")
            .orElseThrow(() ->
                new UnknownNameException(UnknownNameException.Kind.TYPE, "enum zram_pageflags"));
    long first = 31;
    for (EnumType.Enumerator flag : flags.enumerators()) {
      first = flag.value() > 0 ? Math.min(first, flag.value()) : first;
    }
    return first;
  }

  private boolean isSet(long flags, String name) {
    OptionalLong bit = kernel.layouts().enumerator(name);
    return bit.isPresent() && (flags >>> bit.getAsLong() & 1) != 0;
  }

  /** By the slot's priority since 6.2, where a device may have several; one until then. */
  private String algorithm(long flags) {
    Memory memory = kernel.memory();
    OptionalLong priorityBit = kernel.layouts().enumerator("ZRAM_COMP_PRIORITY_BIT1");
    Optional<Field> several = kernel.findField("zram", "comps");
    long priority = priorityBit.isPresent() ? flags >>> priorityBit.getAsLong() & 3 : 0;
    if (several.isPresent() && priority >= several.get().size() / 8) {
      priority = 0;
    }
    long compressor =
        several.isPresent()
            ? memory.u64(several.get().addressIn(zram) + 8 * priority)
            : kernel.field("zram", "comp").get(memory, zram);
    Optional<Field> own = kernel.findField("zcomp", "name");
    // The algorithms are zram's own since 6.12.
    long text =
        own.isPresent()
            ? own.get().get(memory, compressor)
            : kernel
                .field("zcomp_ops", "name")
                .get(memory, kernel.field("zcomp", "ops").get(memory, compressor));
    return memory.cString(text, MAX_NAME);
  }
}
