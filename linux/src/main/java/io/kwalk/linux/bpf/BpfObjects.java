package io.kwalk.linux.bpf;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.XArray;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of everything that the bpf system call gave an ID: prog_idr, map_idr, link_idr
 * (kernel/bpf/syscall.c; links since 5.8). A kernel without BPF has none of them.
 */
public final class BpfObjects {
  private BpfObjects() {}

  /** Loaded programs, ascending by ID; subprograms belong to theirs. */
  public static List<BpfProgram> programs(Kernel kernel, List<String> troubles) {
    return pointers(kernel, "prog_idr", troubles).stream()
        .map(address -> new BpfProgram(kernel, address))
        .toList();
  }

  /** Maps, ascending by ID. */
  public static List<BpfMap> maps(Kernel kernel, List<String> troubles) {
    return pointers(kernel, "map_idr", troubles).stream()
        .map(address -> new BpfMap(kernel, address))
        .toList();
  }

  /** Links, ascending by ID: what holds a program at the place where it runs. */
  public static List<BpfLink> links(Kernel kernel, List<String> troubles) {
    return pointers(kernel, "link_idr", troubles).stream()
        .map(address -> new BpfLink(kernel, address))
        .toList();
  }

  /** What an IDR holds; empty where the kernel has no such table. */
  private static List<Long> pointers(Kernel kernel, String table, List<String> troubles) {
    List<Long> found = new ArrayList<>();
    if (kernel.findAddress(table).isEmpty()) {
      return found;
    }
    try {
      long root = kernel.field("idr", "idr_rt").addressIn(kernel.address(table));
      troubles.addAll(XArray.of(kernel).visit(root, (_, entry) -> found.add(entry)));
    } catch (MemoryFault | UnknownNameException problem) {
      troubles.add(table + ": " + problem.getMessage());
    }
    return found;
  }

  /** The name of a constant of {@code enum type} without {@code prefix}, or the number. */
  static String constant(Kernel kernel, String type, String prefix, long value) {
    return kernel.imageTypes().enumeration(type).stream()
        .flatMap(known -> known.enumerators().stream())
        .filter(known -> known.value() == value && known.name().startsWith(prefix))
        .map(known -> known.name().substring(prefix.length()))
        .findFirst()
        .orElse(Long.toString(value));
  }
}
