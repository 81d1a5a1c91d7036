package io.kwalk.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.lab.dumps.OverwrittenImage;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.debuginfo.DebugInfoSources;
import io.kwalk.linux.stack.TaskStack;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.stack.TracesAhead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The second thread of {@code foreach bt}: what it reads, when it ends, what it changes. */
@Timeout(300)
final class TracesAheadTest {
  private static final String READER = "traces-ahead";

  /** So few that nothing is read ahead. */
  private static final int FEW = 10;

  /** Tasks that remember which of them were asked for, and wait before they answer. */
  private static final class HeldTasks extends AbstractList<Task> {
    private final List<Task> tasks;
    private final List<Integer> asked = new ArrayList<>();
    private final CompletableFuture<Thread> reader = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    HeldTasks(Kernel kernel) {
      tasks = Tasks.of(kernel).all();
    }

    @Override
    public int size() {
      return tasks.size();
    }

    @Override
    public Task get(int index) {
      asked.add(index);
      reader.complete(Thread.currentThread());
      released.join();
      return tasks.get(index);
    }

    /** Those that were asked for until the reader's end, which takes a moment. */
    List<Integer> release() throws Exception {
      Thread thread = reader.get(1, TimeUnit.MINUTES);
      assertEquals(READER, thread.getName());
      released.complete(null);
      assertEnds(thread);
      return asked;
    }

    List<Integer> lastToFirst() {
      return IntStream.range(1, size()).map(i -> size() - i).boxed().toList();
    }
  }

  @BeforeEach
  void needsTwoProcessors() {
    assumeTrue(
        Runtime.getRuntime().availableProcessors() > 1,
        "skipped: one processor reads nothing ahead");
  }

  private static void assertEnds(Thread thread) throws InterruptedException {
    assertTrue(thread.join(Duration.ofMinutes(1)), thread + " goes on");
  }

  private static List<Thread> readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(READER))
        .toList();
  }

  private static DumpImage image() throws Exception {
    return DumpImages.open(List.of(RealDumps.sample().vmcore().toString()), ImageOptions.DEFAULT);
  }

  private static Kernel open(DumpImage image) throws Exception {
    return Kernel.open(image, DebugInfoSources.NONE);
  }

  @Test
  void readsFromTheLastTaskTowardsTheFirst() throws Exception {
    try (Kernel kernel = open(image())) {
      HeldTasks tasks = new HeldTasks(kernel);
      try (TracesAhead _ = TracesAhead.of(kernel, tasks, true)) {
        assertEquals(tasks.lastToFirst(), tasks.release());
      }
    }
  }

  @Test
  void endsWhereItMeetsThePrintedTasks() throws Exception {
    try (Kernel kernel = open(image())) {
      HeldTasks tasks = new HeldTasks(kernel);
      int last = tasks.size() - 1;
      try (TracesAhead ahead = TracesAhead.of(kernel, tasks, false)) {
        tasks.reader.get(1, TimeUnit.MINUTES);
        ahead.printed(last - 2);
        assertEquals(List.of(last, last - 1), tasks.release());
      }
    }
  }

  @Test
  void closingEndsItAfterTheTaskThatItIsAt() throws Exception {
    try (Kernel kernel = open(image())) {
      HeldTasks tasks = new HeldTasks(kernel);
      try (TracesAhead _ = TracesAhead.of(kernel, tasks, false)) {
        tasks.reader.get(1, TimeUnit.MINUTES);
      }
      assertEquals(List.of(tasks.size() - 1), tasks.release());
    }
  }

  @Test
  void aSecondTimeAndFewTasksAreNotWorthAThread() throws Exception {
    try (Kernel kernel = open(image())) {
      HeldTasks tasks = new HeldTasks(kernel);
      TracesAhead.of(kernel, tasks.subList(0, FEW), false).close();
      try (TracesAhead _ = TracesAhead.of(kernel, tasks, false)) {
        assertEquals(tasks.lastToFirst(), tasks.release());
      }
      TracesAhead.of(kernel, new HeldTasks(kernel), false).close();
      assertEquals(List.of(), readers());
    }
  }

  /** It goes on past the task whose stack is lost; that its trace is lost is still there to say. */
  @Test
  void aFaultIsMetAgainByTheTaskThatHasIt() throws Exception {
    OverwrittenImage image = withALostStack();
    try (Kernel kernel = open(image)) {
      HeldTasks tasks = new HeldTasks(kernel);
      Task lost = tasks.tasks.get(tasks.size() / 2);
      try (TracesAhead _ = TracesAhead.of(kernel, tasks, false)) {
        assertEquals(tasks.lastToFirst(), tasks.release());
      }
      assertThrows(MemoryFault.class, () -> TaskTraces.of(kernel).trace(lost));
    }
  }

  /** The one of the task in the middle. */
  private static OverwrittenImage withALostStack() throws Exception {
    OverwrittenImage image = new OverwrittenImage(image());
    try (Kernel kernel = open(image())) {
      List<Task> tasks = Tasks.of(kernel).all();
      stackPages(tasks.get(tasks.size() / 2)).forEach(image::lose);
    }
    return image;
  }

  /** Each time it reads other tasks before they are printed. */
  @Test
  void answersAndMessagesAreThoseWithoutItInTheSameOrder() throws Exception {
    OverwrittenImage image = withALostStack();
    try (Kernel kernel = open(image)) {
      List<Task> tasks = Tasks.of(kernel).all();
      StringBuilder alone = new StringBuilder();
      for (int i = 0; i < tasks.size(); i += FEW) {
        alone.append(
            run(
                kernel,
                tasks.subList(i, Math.min(i + FEW, tasks.size())).stream()
                    .map(task -> Long.toHexString(task.address()))
                    .collect(Collectors.joining(" ", "foreach ", " bt"))));
      }
      assertEquals(List.of(), readers());
      try (Kernel fresh = open(image)) {
        assertEquals(lines(alone.toString()), lines(run(fresh, "foreach bt")));
        for (Thread reader : readers()) {
          assertEnds(reader);
        }
      }
    }
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isEmpty()).toList();
  }

  private static String run(Kernel kernel, String line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean _ = runner(kernel, out).run(line);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static LineRunner runner(Kernel kernel, OutputStream out) {
    PrintStream errors = new PrintStream(out, true, StandardCharsets.UTF_8);
    ShellSession session = new ShellSession(kernel, List.of());
    return new LineRunner(session, out, errors, AnswerFormat.TEXT, false);
  }

  private static Set<Long> stackPages(Task task) {
    Set<Long> pages = new HashSet<>();
    var range = TaskStack.of(task).orElseThrow().range();
    for (long at = range.start(); at < range.end(); at += 4096) {
      pages.add(task.kernel().memory().physical(at) & -4096);
    }
    return pages;
  }

  @Test
  void ctrlCEndsItAfterTheTaskThatItIsAt() throws Exception {
    assertEndsEarly(interrupted -> interrupted.set(true));
  }

  @Test
  void aReaderThatLeavesEndsItAfterTheTaskThatItIsAt() throws Exception {
    assertEndsEarly(_ -> {
      throw new IOException("Broken pipe");
    });
  }

  /** What happens when the first output is written. */
  private interface Event {
    void happens(AtomicBoolean interrupted) throws IOException;
  }

  /** It waits at the stack of the last task until the command has ended. */
  private static void assertEndsEarly(Event event) throws Exception {
    OverwrittenImage image = new OverwrittenImage(image());
    try (Kernel kernel = open(image)) {
      List<Task> tasks = Tasks.of(kernel).all();
      Set<Long> last = stackPages(tasks.getLast());
      Set<Long> next = stackPages(tasks.get(tasks.size() - 2));
      Set<Long> read = ConcurrentHashMap.newKeySet();
      CompletableFuture<Thread> reader = new CompletableFuture<>();
      CompletableFuture<Void> released = new CompletableFuture<>();
      image.beforeReads(page -> {
        if (Thread.currentThread().getName().equals(READER)) {
          read.add(page);
          if (last.contains(page)) {
            reader.complete(Thread.currentThread());
            released.join();
          }
        }
      });
      CompletableFuture<AtomicBoolean> interrupted = new CompletableFuture<>();
      LineRunner runner =
          runner(
              kernel,
              new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                  reader.join();
                  event.happens(interrupted.join());
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                  write(0);
                }
              });
      interrupted.complete(runner.interrupted());
      boolean _ = runner.run("foreach bt -f");
      released.complete(null);
      assertEnds(reader.get(1, TimeUnit.MINUTES));
      assertFalse(Collections.disjoint(read, last));
      assertTrue(Collections.disjoint(read, next));
      assertEquals(List.of(), readers());
    }
  }
}
