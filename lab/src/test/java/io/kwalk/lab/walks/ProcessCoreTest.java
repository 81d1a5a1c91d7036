package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.Registers;
import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.coredump.CoreFilter;
import io.kwalk.linux.coredump.ProcessCore;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.stack.UserRegisters;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskRelations;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Core files of processes of real dumps: what the file holds against the dump it came from. */
class ProcessCoreTest {
  private static final int NT_PRSTATUS = 1;
  private static final int NT_PRPSINFO = 3;

  @TempDir Path folder;

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  private Path write(ProcessCore core) throws IOException {
    Path file = folder.resolve("core");
    Files.deleteIfExists(file);
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      core.write(channel, () -> {});
    }
    return file;
  }

  /** A process with several threads where there is one, else any. */
  private static Task process(Kernel kernel) {
    List<Task> tasks =
        Tasks.of(kernel).all().stream()
            .filter(task -> task.mm().isPresent() && UserRegisters.of(task).isPresent())
            .toList();
    return tasks.stream()
        .filter(task -> task.pid() != task.tgid())
        .findFirst()
        .orElse(tasks.getFirst());
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void holdsEachThreadsRegistersAndEachMapping(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Task task = process(kernel);
      ProcessCore core = ProcessCore.of(task, CoreFilter.EVERYTHING);
      assertEquals(List.of(), core.troubles());
      CoreFile file = new CoreFile(Files.readAllBytes(write(core)));
      assertEquals(kernel.architecture().machine(), file.machine());
      assertEquals(core.size(), file.bytes().capacity());
      int stackPointer = kernel.architecture().registers().sp().ordinal();
      List<Long> expected = new ArrayList<>();
      for (Task thread : core.threads()) {
        Registers user = UserRegisters.of(thread).orElseThrow();
        expected.add(user.value(kernel.architecture().registers().names().get(stackPointer)));
      }
      // pr_reg stands at 112 of struct elf_prstatus in 64 bits.
      assertEquals(
          expected,
          file.notes(NT_PRSTATUS).stream()
              .map(note -> note.getLong(112 + 8 * stackPointer))
              .toList());
      assertEquals(core.threads().getFirst().comm(), file.string(NT_PRPSINFO, 40, 16));
      mapped(kernel, task, file);
    }
  }

  /** The PT_LOADs cover the mappings, all of them and nothing else. */
  private static void mapped(Kernel kernel, Task task, CoreFile file) {
    List<String> troubles = new ArrayList<>();
    List<Mapping> mappings = Mappings.of(kernel).all(task.mm().orElseThrow(), troubles);
    long total = mappings.stream().mapToLong(mapping -> mapping.end() - mapping.start()).sum();
    assertEquals(total, file.loads().stream().mapToLong(CoreFile.Load::inMemory).sum());
    for (CoreFile.Load load : file.loads()) {
      assertTrue(
          mappings.stream()
              .anyMatch(mapping ->
                  load.address() >= mapping.start()
                      && load.address() + load.inMemory() <= mapping.end()),
          "load at " + Long.toHexString(load.address()));
      assertTrue(load.inFile() == 0 || load.inFile() == load.inMemory());
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void storesThePagesThatTheDumpHas(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Task task = process(kernel);
      ProcessCore core = ProcessCore.of(task, CoreFilter.EVERYTHING);
      CoreFile file = new CoreFile(Files.readAllBytes(write(core)));
      long pgd = kernel.field("mm_struct", "pgd").get(kernel.memory(), task.mm().orElseThrow());
      Memory user = kernel.userMemory(kernel.memory().physical(pgd));
      int page = kernel.pageTables().pageSize();
      int compared = 0;
      for (CoreFile.Load load : file.loads()) {
        for (long at = 0; at < load.inFile(); at += page) {
          try {
            byte[] expected = user.read(load.address() + at, page);
            assertEquals(ByteBuffer.wrap(expected), file.slice((int) (load.offset() + at), page));
            compared++;
          } catch (MemoryFault _) {
            // Untouched, or in the page cache alone.
          }
        }
      }
      assertTrue(compared <= core.pages().there());
      boolean withUserPages = core.pages().there() > core.pages().missingCount();
      assertTrue(compared > 0 || !withUserPages, "compared " + compared);
    }
  }

  @Test
  void asksForNothingThatTheFilterLeavesOut() throws Exception {
    try (Kernel kernel = RealDumps.sample().open()) {
      ProcessCore core = ProcessCore.of(process(kernel), CoreFilter.of(0));
      assertEquals(0, core.pages().there() + core.pages().missingCount());
      assertTrue(new CoreFile(Files.readAllBytes(write(core))).loads().size() > 3);
    }
  }

  @Test
  void refusesKernelThreads() throws Exception {
    try (Kernel kernel = RealDumps.sample().open()) {
      Task kthreadd = Tasks.of(kernel).withPid(2).orElseThrow();
      assertThrows(
          IllegalArgumentException.class, () -> ProcessCore.of(kthreadd, CoreFilter.EVERYTHING));
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void opensInGdbWithAllItsThreads(RealDump dump) throws Exception {
    Optional<Path> gdb =
        Stream.of("/usr/bin/gdb-multiarch", "/usr/bin/gdb")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(gdb.isPresent(), "gdb is not installed");
    try (Kernel kernel = dump.open()) {
      boolean foreign = !kernel.architecture().name().equals("x86-64");
      assumeTrue(!foreign || gdb.get().endsWith("gdb-multiarch"), "gdb-multiarch is not installed");
      ProcessCore core = ProcessCore.of(process(kernel), CoreFilter.EVERYTHING);
      List<String> lines = gdb(gdb.get(), write(core));
      for (Task thread : core.threads()) {
        String lwp = "LWP " + thread.pid() + ")";
        String single = "process " + thread.pid();
        assertTrue(
            lines.stream()
                .anyMatch(line ->
                    line.contains(lwp)
                        || line.contains("LWP " + thread.pid() + " ")
                        || line.contains(single)),
            lwp + " in " + lines);
      }
      Registers user = UserRegisters.of(core.threads().getFirst()).orElseThrow();
      assertTrue(lines.contains("$1 = 0x" + Long.toHexString(user.ip())), "pc " + lines);
      assertFalse(lines.stream().anyMatch(line -> line.contains("not a core dump")));
      assertEquals(
          core.threads().size(),
          TaskRelations.of(kernel).otherThreads(core.threads().getFirst()).size() + 1);
    }
  }

  /** Dumps of lab/scripts/dump-core, with the programs of its processes. */
  static Stream<RealDump> dumpsWithPrograms() {
    return RealDumps.all().stream()
        .filter(dump -> Files.isReadable(dump.folder().resolve("bin/core-threads")));
  }

  @OverDumps("dumpsWithPrograms")
  void givesGdbStacksAndVariablesOfThreadsAndOf32BitCode(RealDump dump) throws Exception {
    Path gdb = Path.of("/usr/bin/gdb");
    assumeTrue(Files.isExecutable(gdb), "gdb is not installed");
    try (Kernel kernel = dump.open()) {
      ProcessCore threads = ProcessCore.of(named(kernel, "core-threads"), CoreFilter.EVERYTHING);
      assertEquals(0, threads.pages().missingCount());
      String program = dump.folder().resolve("bin/core-threads").toString();
      String text =
          String.join(
              "\n",
              run(
                  gdb,
                  program,
                  write(threads).toString(),
                  "-ex",
                  "thread apply all bt",
                  "-ex",
                  "p marker",
                  "-ex",
                  "x/s heap + 50000"));
      for (String expected :
          List.of(
              "wait_for_a_byte (",
              "wait_for_time (seconds=seconds@entry=12345)",
              "wait_for_a_condition (",
              "main () at",
              "\"a marker in the data of the process\"")) {
        assertTrue(text.contains(expected), expected + " in " + text);
      }
      ProcessCore small = ProcessCore.of(named(kernel, "core-ia32"), CoreFilter.EVERYTHING);
      program = dump.folder().resolve("bin/core-ia32").toString();
      text = String.join("\n", run(gdb, program, write(small).toString(), "-ex", "p *one"));
      assertTrue(text.contains("wait_in_poll ("), text);
      assertTrue(text.contains("{fd = 0, events = 1, revents = 0}"), text);
    }
  }

  private static Task named(Kernel kernel, String name) {
    return Tasks.of(kernel).all().stream()
        .filter(task -> task.comm().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> run(Path gdb, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(gdb.toString(), "-nx", "-batch"));
    words.addAll(List.of(arguments));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    process.waitFor();
    return new String(output, StandardCharsets.UTF_8).lines().toList();
  }

  private static List<String> gdb(Path gdb, Path core) throws Exception {
    return run(gdb, "-ex", "info threads", "-ex", "p/x (unsigned long) $pc", "-c", core.toString());
  }

  /** Just enough of an ELF64 core to look at it. */
  private record CoreFile(ByteBuffer bytes) {
    record Load(long offset, long address, long inFile, long inMemory) {}

    CoreFile(byte[] all) {
      this(ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN));
      assertEquals(0x464c457f, bytes.getInt(0));
      assertEquals(4, bytes.getShort(16), "ET_CORE");
    }

    int machine() {
      return bytes.getShort(18);
    }

    ByteBuffer slice(int at, int length) {
      return bytes.slice(at, length);
    }

    private int programs() {
      return bytes.getShort(56) & 0xffff;
    }

    List<Load> loads() {
      List<Load> loads = new ArrayList<>();
      for (int i = 0; i < programs(); i++) {
        int at = 64 + 56 * i;
        if (bytes.getInt(at) == 1) {
          loads.add(
              new Load(
                  bytes.getLong(at + 8),
                  bytes.getLong(at + 16),
                  bytes.getLong(at + 32),
                  bytes.getLong(at + 40)));
        }
      }
      return loads;
    }

    /** Descriptions of the notes of a type; PT_NOTE is the first program header. */
    List<ByteBuffer> notes(int type) {
      List<ByteBuffer> found = new ArrayList<>();
      int at = (int) bytes.getLong(64 + 8);
      int end = at + (int) bytes.getLong(64 + 32);
      while (at < end) {
        int name = bytes.getInt(at) + 3 & -4;
        int size = bytes.getInt(at + 4);
        if (bytes.getInt(at + 8) == type) {
          found.add(bytes.slice(at + 12 + name, size).order(ByteOrder.LITTLE_ENDIAN));
        }
        at += 12 + name + (size + 3 & -4);
      }
      return found;
    }

    String string(int type, int at, int length) {
      byte[] text = new byte[length];
      notes(type).getFirst().get(at, text);
      int end = 0;
      while (end < length && text[end] != 0) {
        end++;
      }
      return new String(text, 0, end, StandardCharsets.UTF_8);
    }
  }
}
