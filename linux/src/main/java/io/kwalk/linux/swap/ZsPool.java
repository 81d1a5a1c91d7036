package io.kwalk.linux.swap;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.PageStructs;
import java.util.Arrays;
import java.util.Optional;

/**
 * Objects of zsmalloc (mm/zsmalloc.c). A handle is the address of a word that holds the number of
 * the page that the object begins in and its index in the chain of pages (a zspage):
 *
 * <pre>
 *  63                                           0
 * | page number | index in the zspage | tag bits |
 * | page number | size class |              index |   as seen in 7.3
 * </pre>
 *
 * <p>How many bits each has follows from the most physical memory that the kernel was built for,
 * which no type says; what fits is told by the object itself, whose first word is its handle with
 * bit 0 set, and by the magic number of the zspage. An object of a huge zspage is a whole page and
 * has no such word.
 */
final class ZsPool {
  /** ZSPAGE_MAGIC. */
  private static final long MAGIC = 0x58;

  private static final int HANDLE_BYTES = 8;

  /**
   * Bits on both sides of the index, for tags (two of them from 6.2 to 6.6) and for the size class.
   */
  private record Layout(int tagBits, int classBits) {}

  private static final Layout[] LAYOUTS = {new Layout(1, 0), new Layout(0, 9), new Layout(2, 0)};

  private final Kernel kernel;
  private final int pageSize;
  private final int[] memoryBits;
  private final PageStructs pages;
  private final Field owner;
  private final Field next;
  private final Field magic;
  private final Field classIndex;
  private final Optional<Field> huge;
  private final Field pool;
  private final Field classes;
  private final Field classSize;
  private final Field classObjects;

  private ZsPool(Kernel kernel) {
    this.kernel = kernel;
    pageSize = kernel.pageTables().pageSize();
    pages = PageStructs.of(kernel);
    huge = kernel.findField("zspage", "huge");
    // struct zpdesc since 6.14; page->freelist leads on before 5.17, then page->index.
    boolean descriptors = kernel.findField("zpdesc", "zspage").isPresent();
    owner = descriptors ? kernel.field("zpdesc", "zspage") : kernel.field("page", "private");
    next =
        descriptors
            ? kernel.field("zpdesc", "next")
            : kernel.field("page", huge.isPresent() ? "index" : "freelist");
    magic = kernel.field("zspage", "magic");
    classIndex = kernel.field("zspage", "class");
    pool = kernel.field("zspage", "pool");
    classes = kernel.field("zs_pool", "size_class");
    classSize = kernel.field("size_class", "size");
    classObjects = kernel.field("size_class", "objs_per_zspage");
    int most = (int) kernel.vmcoreinfo().number("MAX_PHYSMEM_BITS").orElse(52);
    memoryBits = new int[] {52, most, 48};
  }

  /**
   * The pools of {@code kernel}.
   *
   * @throws UnknownNameException if it has no zsmalloc, or types of it are missing
   */
  static ZsPool of(Kernel kernel) {
    return kernel.part(ZsPool.class, ZsPool::new);
  }

  /**
   * The first {@code size} bytes of the object with that handle.
   *
   * @throws MemoryFault if the dump lacks a part of the way
   */
  Optional<byte[]> read(long handle, int size) {
    Memory memory = kernel.memory();
    long word = memory.u64(handle);
    for (int bits : memoryBits) {
      for (Layout layout : LAYOUTS) {
        int numberShift = 64 - (bits - Integer.numberOfTrailingZeros(pageSize));
        int indexBits = numberShift - layout.tagBits - layout.classBits;
        long index = word >>> layout.tagBits & (1L << indexBits) - 1;
        long number = word >>> numberShift;
        Optional<byte[]> found = read(handle, number, index, size);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<byte[]> read(long handle, long number, long index, int size) {
    Memory memory = kernel.memory();
    try {
      long page = pages.address(number * pageSize);
      long zspage = owner.get(memory, page);
      if (zspage >= 0 || magic.get(memory, zspage) != MAGIC) {
        return Optional.empty();
      }
      long table = classes.addressIn(pool.get(memory, zspage));
      long sizeClass = memory.u64(table + 8 * classIndex.get(memory, zspage));
      long objectSize = classSize.get(memory, sizeClass);
      boolean whole = objectSize == pageSize;
      int header = whole ? 0 : HANDLE_BYTES;
      if (index >= classObjects.get(memory, sizeClass)
          || objectSize <= 0
          || objectSize > pageSize
          || size > objectSize - header) {
        return Optional.empty();
      }
      int offset = (int) (objectSize * index % pageSize);
      byte[] object = new byte[header + size];
      int first = Math.min(object.length, pageSize - offset);
      kernel.physical().read(number * pageSize + offset, object, 0, first);
      if (first < object.length) {
        long behind = pages.physicalOf(next.get(memory, page));
        kernel.physical().read(behind, object, first, object.length - first);
      }
      return unwrap(object, header, handle);
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> unwrap(byte[] object, int header, long handle) {
    if (header == 0) {
      return Optional.of(object);
    }
    long stored = ByteArrays.u64(object, 0, kernel.memory().byteOrder());
    return stored == (handle | 1)
        ? Optional.of(Arrays.copyOfRange(object, header, object.length))
        : Optional.empty();
  }
}
