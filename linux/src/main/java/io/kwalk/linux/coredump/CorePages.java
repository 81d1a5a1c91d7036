package io.kwalk.linux.coredump;

import io.kwalk.core.memory.MemoryFault;
import java.util.EnumMap;
import java.util.Map;

/** How many pages of a process a core file has and lacks. */
public final class CorePages {
  private long there;
  private long unused;
  private long fileOnly;
  private final Map<MemoryFault.Reason, Long> missing = new EnumMap<>(MemoryFault.Reason.class);

  void addThere() {
    there++;
  }

  void addUnused(long pages) {
    unused += pages;
  }

  void addFileOnly(long pages) {
    fileOnly += pages;
  }

  void addMissing(MemoryFault.Reason reason) {
    missing.merge(reason, 1L, Long::sum);
  }

  /** Pages that the core has. */
  public long there() {
    return there;
  }

  /** Pages that the process had and the dump has not, by the reason. */
  public Map<MemoryFault.Reason, Long> missing() {
    return Map.copyOf(missing);
  }

  /** All of {@link #missing}. */
  public long missingCount() {
    return missing.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Pages of anonymous mappings that nobody ever touched: zeros. */
  public long unused() {
    return unused;
  }

  /** Pages of mapped files that were not in memory: a debugger takes them out of the file. */
  public long fileOnly() {
    return fileOnly;
  }
}
