package io.kwalk.shell.command;

import io.kwalk.core.image.PageState;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.boot.UtsName;
import io.kwalk.linux.system.Clock;
import io.kwalk.linux.system.PanicMessage;
import io.kwalk.linux.system.SystemInfo;
import io.kwalk.linux.system.SystemMemory;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What crash shows at its start, and {@code sys}. */
final class SystemBanner {
  private static final UtsName UNKNOWN = new UtsName("", "", "", "", "", "");

  private final Session session;
  private final Kernel kernel;
  private final SystemInfo system;
  private final Faults faults = new Faults();

  SystemBanner(Session session) {
    this.session = session;
    kernel = session.kernel();
    system = new SystemInfo(kernel);
  }

  void show(Output output) {
    UtsName names = system.names().orElse(UNKNOWN);
    if (output.json()) {
      output.row(json(names));
    } else {
      text(names, output);
    }
    faults.addAll(Tasks.of(kernel).troubles());
    faults.report(output);
  }

  private void text(UtsName names, Output output) {
    boolean tainted = faults.read(system::taint, 0L) != 0;
    line(output, "KERNEL", namelist() + (tainted ? "  [TAINTED]" : ""));
    line(output, "DUMPFILE", String.join(" ", files()) + (isPartial() ? "  [PARTIAL DUMP]" : ""));
    line(output, "CPUS", faults.text(() -> Processors.of(kernel).count()));
    line(output, "DATE", faults.text(() -> Dates.local(Clock.of(kernel).wallSeconds())));
    line(output, "UPTIME", faults.text(this::uptime));
    line(output, "LOAD AVERAGE", faults.text(this::loads));
    line(output, "TASKS", faults.text(() -> Tasks.of(kernel).all().size()));
    line(output, "NODENAME", names.nodename());
    line(output, "RELEASE", names.release());
    line(output, "VERSION", names.version());
    line(output, "MACHINE", names.machine() + frequency());
    line(output, "MEMORY", size(faults.read(() -> SystemMemory.of(kernel).presentBytes(), 0L)));
    Optional<PanicMessage> panic = PanicMessage.of(kernel);
    line(
        output,
        "PANIC",
        panic
            .map(message ->
                "\"" + message.text() + "\"" + (message.oops() ? " (check log for details)" : ""))
            .orElse("\"\""));
  }

  /** VMLINUX, if it was given and is this kernel's. */
  private String namelist() {
    return faults.text(
        () -> kernel.debugFiles().nameOfVmlinux().orElse("types and symbols of the dump itself"));
  }

  private List<String> files() {
    return session.dumpFiles().stream().map(Path::toString).toList();
  }

  private static void line(Output output, String title, String value) {
    output.line(Text.right(title, 12) + ": " + Text.escape(value));
  }

  /** Whether the dump filter left pages out, or the dump is not whole. */
  private boolean isPartial() {
    Map<PageState, Long> counts = kernel.image().pageCounts();
    return kernel.image().incomplete() || counts.getOrDefault(PageState.EXCLUDED, 0L) > 0;
  }

  private String uptime() {
    long uptime = Clock.of(kernel).uptime();
    return uptime == 0 ? "--" : Durations.clock(uptime);
  }

  private String loads() {
    long[] loads = system.loadHundredths();
    return hundredths(loads[0]) + ", " + hundredths(loads[1]) + ", " + hundredths(loads[2]);
  }

  private static String hundredths(long value) {
    return value / 100 + "." + (value % 100 < 10 ? "0" : "") + value % 100;
  }

  private String frequency() {
    long kilohertz = faults.read(system::kilohertz, 0L);
    return kilohertz == 0 ? "" : "  (" + kilohertz / 1000 + " Mhz)";
  }

  /** "767.5 MB", "16 GB": one decimal, unless it is 0. */
  static String size(long bytes) {
    String[] units = {"KB", "MB", "GB", "TB"};
    double value = bytes / 1024.0;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    long tenths = Math.round(value * 10);
    return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + " " + units[unit];
  }

  private JsonObject json(UtsName names) {
    JsonObject row = new JsonObject().putStrings("dumpfile", files());
    row.put("partial", isPartial());
    faults.fill(row, r -> r.put("cpus", Processors.of(kernel).count()));
    faults.fill(row, r -> r.put("crash_time", Clock.of(kernel).wallSeconds()));
    faults.fill(row, r -> r.put("uptime_ns", Clock.of(kernel).uptime()));
    faults.fill(row, r -> r.put("load_average", loads()));
    faults.fill(row, r -> r.put("tasks", Tasks.of(kernel).all().size()));
    row.put("nodename", names.nodename());
    row.put("release", names.release());
    row.put("version", names.version());
    row.put("machine", names.machine());
    faults.fill(row, r -> r.put("cpu_khz", system.kilohertz()));
    faults.fill(row, r -> r.put("memory_bytes", SystemMemory.of(kernel).presentBytes()));
    faults.fill(row, r -> r.putAddress("tainted_mask", system.taint()));
    PanicMessage.of(kernel).ifPresent(message -> row.put("panic", message.text()));
    return row;
  }
}
