package io.kwalk.linux.log;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's log, oldest message first.
 *
 * @param records all that are in the buffer, also those that dmesg was told to clear
 * @param troubles what could not be read
 */
public record KernelLog(List<LogRecord> records, List<String> troubles) {
  /** Of {@code kernel}; read once. Needs vmcoreinfo only. */
  public static KernelLog of(Kernel kernel) {
    return kernel.part(KernelLog.class, KernelLog::read);
  }

  private static KernelLog read(Kernel kernel) {
    List<LogRecord> records = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    try {
      // A pointer, since the kernel moves from its static buffer to a larger one as it boots.
      long ring = kernel.word("prb");
      new PrintkRing(PrintkLayout.of(kernel), ring).read(records::add, troubles::add);
    } catch (UnknownNameException missing) {
      troubles.add("no log: " + missing.getMessage() + " (kernels before 5.10 kept it otherwise)");
    } catch (MemoryFault | IllegalStateException problem) {
      troubles.add("no log: " + problem.getMessage());
    }
    return new KernelLog(List.copyOf(records), List.copyOf(troubles));
  }
}
