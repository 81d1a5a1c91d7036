package io.kwalk.linux.system;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.boot.UtsName;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a kernel says of itself as a whole; each question reads the dump. */
public final class SystemInfo {
  /** avenrun holds fixed-point numbers of 11 fraction bits (include/linux/sched/loadavg.h). */
  private static final int LOAD_SHIFT = 11;

  /** FIXED_1 / 200: half a hundredth. */
  private static final int LOAD_ROUNDING = (1 << LOAD_SHIFT) / 200;

  private final Kernel kernel;

  public SystemInfo(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Node name, release, version and machine, of init_uts_ns; where that cannot be read what the
   * dump's headers say of them.
   */
  public Optional<UtsName> names() {
    try {
      OptionalLong known = kernel.vmcoreinfo().offset("uts_namespace.name");
      long offset =
          known.isPresent() ? known.getAsLong() : kernel.field("uts_namespace", "name").offset();
      return Optional.of(UtsName.read(kernel.memory(), kernel.address("init_uts_ns") + offset));
    } catch (UnknownNameException | MemoryFault problem) {
      kernel.note("names: " + problem.getMessage());
      return namesOfHeader();
    }
  }

  private Optional<UtsName> namesOfHeader() {
    Map<String, String> header = kernel.image().properties();
    String release = header.getOrDefault("release", kernel.release());
    return release.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new UtsName(
                header.getOrDefault("sysname", ""),
                header.getOrDefault("nodename", ""),
                release,
                header.getOrDefault("version", ""),
                header.getOrDefault("machine", ""),
                header.getOrDefault("domainname", "")));
  }

  /**
   * The load averages of 1, 5 and 15 minutes, in hundredths, rounded as /proc/loadavg.
   *
   * @throws MemoryFault if they cannot be read
   * @throws UnknownNameException if there is no avenrun
   */
  public long[] loadHundredths() {
    Memory memory = kernel.memory();
    long address = kernel.address("avenrun");
    long[] loads = new long[3];
    for (int i = 0; i < loads.length; i++) {
      loads[i] = (memory.u64(address + 8L * i) + LOAD_ROUNDING) * 100 >> LOAD_SHIFT;
    }
    return loads;
  }

  /** The processors' frequency as it was measured at boot, in kHz (x86); 0 elsewhere. */
  public long kilohertz() {
    OptionalLong address = kernel.findAddress("cpu_khz");
    return address.isEmpty() ? 0 : kernel.memory().u32(address.getAsLong());
  }

  /**
   * The kernel's taint bits.
   *
   * @throws MemoryFault if they cannot be read
   */
  public long taint() {
    return kernel.word("tainted_mask");
  }
}
