package io.kwalk.shell.debug;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.system.PanicMessage;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.TaskLine;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** {@code help -t}: the tasks, which of them were active, the bits of their state. */
final class TaskFacts {
  private final Kernel kernel;
  private final FactList facts = new FactList("tasks", 18);

  private TaskFacts(Kernel kernel) {
    this.kernel = kernel;
  }

  /** {@code all} adds a line a task. */
  static void print(Session session, boolean all, Output output) throws CommandException {
    TaskFacts tasks = new TaskFacts(session.kernel());
    tasks.current(session.currentTask());
    tasks.table();
    tasks.active();
    tasks.states();
    tasks.facts.print(output);
    if (all) {
      for (Task task : Tasks.of(session.kernel()).all()) {
        output.checkInterrupted();
        FactList line = new FactList("task", 0);
        line.line(TaskLine.header(task)).print(output);
      }
    }
  }

  private void current(Task task) {
    facts.add("current", () -> "");
    facts.add(".pid", task::pid);
    facts.add(".comm", () -> '"' + task.comm() + '"');
    facts.address(".task", task::address);
    facts.address(".thread_info", task::address);
    facts.add(".processor", task::cpu);
    facts.address(".ptask", () -> task.parent().map(Task::address).orElse(0L));
    facts.address(".mm_struct", () -> task.mm().orElse(0));
  }

  private void table() {
    // An IDR is an xarray since 4.20 (f32f004cddf8).
    boolean xarray = kernel.findField("idr", "idr_rt.xa_head").isPresent();
    facts.address("pid_radix_tree", () -> xarray ? 0 : processTree());
    facts.address("pid_xarray", () -> xarray ? processTree() : 0);
    facts.add("nr_threads", () -> kernel.memory().s32(kernel.address("nr_threads")));
    facts.add("running_tasks", () -> Tasks.of(kernel).all().size());
    Optional<PanicMessage> message = PanicMessage.of(kernel);
    message.ifPresent(panic -> facts.add("panicmsg", () -> '"' + panic.text() + '"'));
    Processors processors = Processors.of(kernel);
    processors.panicCpu().ifPresent(cpu -> facts.add("panic_processor", cpu));
    processors.panicTask().ifPresent(task -> facts.address("panic_task", task::address));
    // The hash table before the IDR.
    facts.add(
        "pidhash_len",
        () ->
            kernel.findAddress("pidhash_shift").isPresent()
                ? 1L << kernel.memory().u32(kernel.address("pidhash_shift"))
                : 0);
    facts.symbol("pidhash_addr", kernel.findAddress("pid_hash"), "0");
    facts.address("init_pid_ns", () -> kernel.address("init_pid_ns"));
    counter("filepages", "MM_FILEPAGES");
    counter("anonpages", "MM_ANONPAGES");
    counter("shmempages", "MM_SHMEMPAGES");
    // include/uapi/linux/magic.h, include/linux/sched.h
    facts.add("stack_end_magic", () -> "57ac6e9d");
    facts.add("pf_kthread", () -> "200000 (PF_KTHREAD)");
  }

  /** Where the tree is that finds a struct pid by its number, since 4.15 (95846ecf9dac). */
  private long processTree() {
    return kernel.field("pid_namespace", "idr.idr_rt").addressIn(kernel.address("init_pid_ns"));
  }

  private void counter(String name, String constant) {
    kernel.imageTypes().enumerator(constant).ifPresent(value -> facts.add(name, value));
  }

  private void active() {
    Processors processors = Processors.of(kernel);
    facts.add("idle_threads", () -> "");
    row(processors::idle);
    facts.add("active_set", () -> "");
    row(processors::current);
    facts.add("panic_threads", () -> "");
    row(processors::current);
    // Stacks of interrupts as machines have them that keep no pointer per processor to them.
    for (String stack : List.of("hardirq_ctx", "hardirq_tasks", "softirq_ctx", "softirq_tasks")) {
      facts.symbol(stack, kernel.findAddress(stack), "(unused)");
    }
  }

  /** Four processors a line; zero where there is no such one, as on all behind the last line. */
  private void row(IntFunction<Optional<Task>> task) {
    int lines = Math.ceilDiv(Processors.of(kernel).count(), 4);
    facts.fours(
        "        ",
        IntStream.range(0, 4 * lines)
            .mapToObj(cpu -> task.apply(cpu).map(Task::address).orElse(0L))
            .map(address -> Text.hex(address, 16))
            .toList());
    facts.line("        0000000000000000 ...");
  }

  /** include/linux/sched.h since 4.14. */
  private void states() {
    state("RUNNING", 0);
    state("INTERRUPTIBLE", 1);
    state("UNINTERRUPTIBLE", 2);
    state("STOPPED", 4);
    state("TRACING_STOPPED", 8);
    state("ZOMBIE", 32);
    facts.add("DEAD", () -> " 16 and 128 (0x10 and 0x80)");
    state("WAKEKILL", 256);
    state("WAKING", 512);
    state("PARKED", 64);
    state("NOLOAD", 1024);
    state("NEW", 2048);
  }

  private void state(String name, int bits) {
    facts.add(name, () -> "%3d (0x%x)".formatted(bits, bits));
  }
}
