package io.kwalk.linux.task;

import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A process's arguments and environment, as they stand on its stack. */
public record ProcessStrings(List<String> arguments, List<String> environment) {
  /** _STK_LIM / 4 * 3: no more fits (fs/exec.c). */
  private static final long LIMIT = 6 << 20;

  /**
   * Reads them through the process's page tables; empty for a task without user memory.
   *
   * @throws io.kwalk.core.memory.MemoryFault if a page of them is not in the dump
   */
  public static Optional<ProcessStrings> of(Task task) {
    OptionalLong mm = task.mm();
    if (mm.isEmpty()) {
      return Optional.empty();
    }
    Kernel kernel = task.kernel();
    long address = mm.getAsLong();
    Memory user = userMemory(kernel, address);
    return Optional.of(
        new ProcessStrings(
            strings(user, member(kernel, address, "arg_start"), member(kernel, address, "arg_end")),
            strings(
                user, member(kernel, address, "env_start"), member(kernel, address, "env_end"))));
  }

  private static Memory userMemory(Kernel kernel, long mm) {
    return kernel.userMemory(kernel.memory().physical(member(kernel, mm, "pgd")));
  }

  private static long member(Kernel kernel, long mm, String name) {
    return kernel.field("mm_struct", name).get(kernel.memory(), mm);
  }

  private static List<String> strings(Memory user, long start, long end) {
    long length = end - start;
    if (start == 0 || length <= 0) {
      return List.of();
    }
    byte[] bytes = user.read(start, (int) Math.min(length, LIMIT));
    List<String> strings = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        strings.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
        from = i + 1;
      }
    }
    if (from < bytes.length) {
      strings.add(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
    }
    return strings;
  }
}
