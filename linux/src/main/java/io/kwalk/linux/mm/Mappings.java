package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.structures.LongSet;
import java.util.Optional;

/** The vm_area_struct that a user address lies in. */
public final class Mappings {
  /**
   * One mapping.
   *
   * @param address of the vm_area_struct
   * @param flags VM_* bits
   * @param file the mapped file's path, empty if there is none
   */
  public record Mapping(long address, long start, long end, long flags, String file) {}

  private final Kernel kernel;
  private final Field start;
  private final Field end;
  private final Field flags;
  private final Field file;

  private Mappings(Kernel kernel) {
    this.kernel = kernel;
    start = kernel.field("vm_area_struct", "vm_start");
    end = kernel.field("vm_area_struct", "vm_end");
    flags = kernel.field("vm_area_struct", "vm_flags");
    file = kernel.field("vm_area_struct", "vm_file");
  }

  public static Mappings of(Kernel kernel) {
    return kernel.part(Mappings.class, Mappings::new);
  }

  /**
   * The mapping of {@code address} in the process with the mm_struct {@code mm}.
   *
   * @throws io.kwalk.core.memory.MemoryFault if the dump lacks a part of the way
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
    return vma == 0 ? Optional.empty() : Optional.of(read(vma)).filter(m -> holds(m, address));
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

  private Mapping read(long vma) {
    Memory memory = kernel.memory();
    long backing = file.get(memory, vma);
    return new Mapping(
        vma,
        start.get(memory, vma),
        end.get(memory, vma),
        flags.get(memory, vma),
        backing == 0 ? "" : FilePaths.of(kernel).ofFile(backing));
  }
}
