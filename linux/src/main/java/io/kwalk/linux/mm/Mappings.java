package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.structures.LongSet;
import io.kwalk.linux.structures.MapleTree;
import io.kwalk.linux.structures.TreeListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The vm_area_structs of processes: the one that an address lies in, and all. */
public final class Mappings {
  /**
   * One mapping.
   *
   * @param address of the vm_area_struct
   * @param flags VM_* bits
   * @param offset bytes into the file where it begins; nothing that counts without a file
   * @param file the mapped file's path, empty if there is none
   * @param backing the struct file, 0 if there is none
   */
  public record Mapping(
      long address, long start, long end, long flags, long offset, String file, long backing) {}

  /** max_map_count (vm.max_map_count) is 65530 by default; no process that lives has more. */
  private static final int MAX_MAPPINGS = 1 << 22;

  private final Kernel kernel;
  private final Field start;
  private final Field end;
  private final Field flags;
  private final Field pageOffset;
  private final Field file;

  private Mappings(Kernel kernel) {
    this.kernel = kernel;
    start = kernel.field("vm_area_struct", "vm_start");
    end = kernel.field("vm_area_struct", "vm_end");
    flags = kernel.field("vm_area_struct", "vm_flags");
    pageOffset = kernel.field("vm_area_struct", "vm_pgoff");
    file = kernel.field("vm_area_struct", "vm_file");
  }

  public static Mappings of(Kernel kernel) {
    return kernel.part(Mappings.class, Mappings::new);
  }

  /**
   * The mapping of {@code address} in the process with the mm_struct {@code mm}.
   *
   * @throws MemoryFault if the dump lacks a part of the way
   */
  public Optional<Mapping> find(long mm, long address) {
    // A maple tree since 6.1 (d4af56c5c7c6), a linked list before.
    Optional<Field> tree = kernel.findField("mm_struct", "mm_mt");
    long vma =
        tree.isPresent()
            ? kernel
                .part(MapleLookup.class, MapleLookup::new)
                .find(tree.get().addressIn(mm), address)
            : inList(mm, address);
    return vma == 0 ? Optional.empty() : Optional.of(at(vma)).filter(m -> holds(m, address));
  }

  /**
   * All mappings of the mm_struct {@code mm}, ascending: some words a mapping, and its file's path.
   *
   * @param troubles receives what could not be walked or read, in words
   */
  public List<Mapping> all(long mm, List<String> troubles) {
    Optional<Field> tree = kernel.findField("mm_struct", "mm_mt");
    List<Mapping> found = new ArrayList<>();
    Map<Long, String> paths = new HashMap<>();
    LongConsumer visit =
        vma -> {
          try {
            found.add(read(vma, paths));
          } catch (MemoryFault fault) {
            troubles.add("vm_area_struct: " + fault.getMessage());
          }
        };
    if (tree.isPresent()) {
      MapleTree.of(kernel).walk(tree.get().addressIn(mm), listener(visit, troubles));
    } else {
      alongList(mm, visit, troubles);
    }
    return found;
  }

  private static TreeListener listener(LongConsumer visit, List<String> troubles) {
    return new TreeListener() {
      @Override
      public void entry(long entry, long first, long last, String position) {
        // Values (the lowest bit set) and internal entries, such as a reserved range, are no VMAs.
        if ((entry & 3) == 0) {
          visit.accept(entry);
        }
      }

      @Override
      public void trouble(String message) {
        troubles.add(message);
      }
    };
  }

  private void alongList(long mm, LongConsumer visit, List<String> troubles) {
    Field next = kernel.field("vm_area_struct", "vm_next");
    LongSet seen = new LongSet();
    try {
      long vma = kernel.field("mm_struct", "mmap").get(kernel.memory(), mm);
      for (int count = 0; vma != 0 && count < MAX_MAPPINGS; count++) {
        if (!seen.add(vma)) {
          troubles.add("the list of mappings comes back to " + Long.toHexString(vma));
          return;
        }
        visit.accept(vma);
        vma = next.get(kernel.memory(), vma);
      }
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
    }
  }

  /**
   * The mapping that the vm_area_struct at {@code vma} describes.
   *
   * @throws MemoryFault if it cannot be read
   */
  public Mapping at(long vma) {
    return read(vma, new HashMap<>());
  }

  private static boolean holds(Mapping mapping, long address) {
    return address >= mapping.start && address < mapping.end;
  }

  private long inList(long mm, long address) {
    Field next = kernel.field("vm_area_struct", "vm_next");
    Memory memory = kernel.memory();
    LongSet seen = new LongSet();
    long vma = kernel.field("mm_struct", "mmap").get(memory, mm);
    while (vma != 0 && seen.add(vma) && end.get(memory, vma) <= address) {
      vma = next.get(memory, vma);
    }
    return vma;
  }

  private Mapping read(long vma, Map<Long, String> paths) {
    Memory memory = kernel.memory();
    long backing = file.get(memory, vma);
    return new Mapping(
        vma,
        start.get(memory, vma),
        end.get(memory, vma),
        flags.get(memory, vma),
        pageOffset.get(memory, vma) * kernel.pageTables().pageSize(),
        backing == 0 ? "" : paths.computeIfAbsent(backing, FilePaths.of(kernel)::ofFile),
        backing);
  }
}
