package io.kwalk.linux.coredump;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.fs.InodeFields;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.structures.XArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Where the pages of mapped files are that a process's page tables do not lead to. */
final class FileCache {
  private final Kernel kernel;
  private final Map<Long, Map<Long, Long>> byFile = new HashMap<>();

  FileCache(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The physical address of page {@code index} of the struct file; empty if it is not cached. */
  OptionalLong physical(long file, long index) {
    Long place = byFile.computeIfAbsent(file, this::pages).get(index);
    return place == null ? OptionalLong.empty() : OptionalLong.of(place);
  }

  /** Of a large folio only the first page: it is where the entry points. */
  private Map<Long, Long> pages(long file) {
    Map<Long, Long> pages = new HashMap<>();
    try {
      InodeFields inodes = InodeFields.of(kernel);
      long mapping = inodes.mapping(inodes.inode(FilePaths.of(kernel).dentry(file)));
      long array = kernel.field("address_space", "i_pages").addressIn(mapping);
      PageStructs structs = PageStructs.of(kernel);
      List<String> _ =
          XArray.of(kernel)
              .visit(
                  array,
                  (index, entry) -> {
                    if ((entry & 3) == 0 && structs.isStruct(entry)) {
                      pages.put(index, structs.physicalOf(entry));
                    }
                  });
    } catch (MemoryFault | UnknownNameException _) {
      // They count as not in memory.
    }
    return pages;
  }
}
