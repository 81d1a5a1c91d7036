package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.time.HighResolutionBase;
import io.kwalk.linux.time.HighResolutionTimers;
import java.util.ArrayList;
import java.util.List;

/** High resolution timers against /proc/timer_list. */
class TimersOracleTest {
  /**
   * What is set anew before it expires: ticks, watchdogs, the timers of systemd, which it moves to
   * what is due next.
   */
  private static final String PERIODIC =
      "(tick_.*|watchdog_timer_fn|sched_rt_period_timer|timerfd_tmrproc|it_real_fn|sched_clock_poll)";

  /** A daemon's wait that another event may end is shorter: a thousand seconds are a sleep. */
  private static final long SLEEP = 600_000_000_000L;

  @OverRecords("p/timer_list")
  void timersThatAreNotDueYetAreThere(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("timer_list", dump);
    try (Kernel kernel = dump.open()) {
      List<String> found = new ArrayList<>();
      long now = 0;
      for (int cpu : kernel.perCpu().possible().toArray()) {
        for (HighResolutionBase base : HighResolutionTimers.of(kernel).read(cpu)) {
          now = base.index() == 0 ? base.now() : now;
          assertEquals(List.of(), base.troubles());
          for (HighResolutionBase.Timer timer : base.timers()) {
            found.add(text(name(kernel, timer.function()), timer.softExpires(), timer.expires()));
          }
        }
      }
      String function = "";
      for (String[] words : OracleRows.words(dump, "p/timer_list")) {
        if (words[0].matches("#\\d+:")) {
          function = words[2].replace(",", "");
        } else if (words.length > 3 && words[1].equals("expires")) {
          String[] range = words[3].split("-", -1);
          long latest = Long.parseLong(range[1]);
          String timer = text(function, Long.parseLong(range[0]), latest);
          if (latest > now + SLEEP && !function.matches(PERIODIC)) {
            rows.row(timer, "there", "gone", found.contains(timer));
          }
        }
      }
    }
    rows.check(1);
  }

  private static String name(Kernel kernel, long function) {
    return kernel.symbols().at(function).map(Symbol::name).orElse("");
  }

  private static String text(String function, long soft, long latest) {
    return function + " " + soft + "-" + latest;
  }
}
