package io.kwalk.linux.coredump;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FileLinks;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.stack.UserRegisters;
import io.kwalk.linux.task.ProcessStrings;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskTimes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The notes of a core file, in the kernel's order (fs/binfmt_elf.c, include/linux/elfcore.h). */
final class ProcessNotes {
  private static final int NAME = 16;
  private static final int ARGUMENTS = 80;
  private static final int SIGINFO = 128;
  private static final int PIDTYPE_PGID = 2;
  private static final int PIDTYPE_SID = 3;
  private static final long MICROSECOND = 1000;
  private static final long SECOND = 1_000_000;

  private final Kernel kernel;
  private final Task leader;
  private final CoreMachine machine;

  ProcessNotes(Task leader, CoreMachine machine) {
    this.kernel = leader.kernel();
    this.leader = leader;
    this.machine = machine;
  }

  private StructWriter writer() {
    return new StructWriter(kernel.memory().byteOrder(), machine.wordSize());
  }

  /** Those of the process and of its threads, the first thread's around the process's. */
  List<CoreNote> all(List<Task> threads, List<Mapping> mappings) {
    List<CoreNote> notes = new ArrayList<>();
    boolean first = true;
    for (Task thread : threads) {
      Optional<Registers> user = UserRegisters.of(thread);
      if (user.isEmpty()) {
        continue;
      }
      notes.add(status(thread, user.get()));
      if (first) {
        notes.add(CoreNote.core(CoreNote.NT_PRPSINFO, information()));
        notes.add(CoreNote.core(CoreNote.NT_SIGINFO, signal()));
        notes.add(CoreNote.core(CoreNote.NT_AUXV, auxiliaryVector()));
        notes.add(CoreNote.core(CoreNote.NT_FILE, files(mappings)));
      }
      first = false;
      notes.addAll(machine.otherRegisters(thread));
    }
    return notes;
  }

  /** struct elf_prstatus. */
  private CoreNote status(Task thread, Registers user) {
    StructWriter out = writer();
    long signal = signalNumber();
    out.u32(signal).u32(0).u32(0).u16(signal).align(out.wordSize());
    out.word(member(thread, "pending.signal")).word(member(thread, "blocked"));
    identity(out, thread);
    TaskTimes times = TaskTimes.of(thread);
    time(out, times.user());
    time(out, times.system());
    time(out, signalMember("cutime"));
    time(out, signalMember("cstime"));
    out.bytes(machine.generalRegisters(thread, user, writer()));
    out.u32(1).align(out.wordSize());
    return CoreNote.core(CoreNote.NT_PRSTATUS, out.toBytes());
  }

  private void identity(StructWriter out, Task task) {
    out.u32(task.pid());
    out.u32(parent(task)).u32(processNumber(PIDTYPE_PGID)).u32(processNumber(PIDTYPE_SID));
  }

  private long parent(Task task) {
    return value(() ->
        new Task(
                kernel,
                kernel.field("task_struct", "real_parent").get(kernel.memory(), task.address()))
            .tgid());
  }

  /** struct timeval. */
  private static void time(StructWriter out, long nanoseconds) {
    long microseconds = nanoseconds / MICROSECOND;
    out.word(microseconds / SECOND).word(microseconds % SECOND);
  }

  /** A number that cannot be read is 0, as everything is that a core file does not know. */
  private static long value(LongSupplier read) {
    try {
      return read.getAsLong();
    } catch (MemoryFault | UnknownNameException _) {
      return 0;
    }
  }

  /** A member of task_struct; of a larger one its first word. */
  private long member(Task task, String path) {
    return value(() -> {
      Field field = kernel.field("task_struct", path);
      return field.size() >= 8
          ? kernel.memory().u64(field.addressIn(task.address()))
          : field.get(kernel.memory(), task.address());
    });
  }

  private long signalMember(String path) {
    return value(() ->
        kernel
            .field("signal_struct", path)
            .get(kernel.memory(), leader.signal().orElseThrow(ProcessNotes::reaped)));
  }

  private static MemoryFault reaped() {
    return new MemoryFault(MemoryFault.Space.KERNEL, 0, MemoryFault.Reason.NOT_MAPPED);
  }

  /** The process's group or session: struct pid's number in the first namespace. */
  private long processNumber(int type) {
    return value(() -> {
      long pid = signalMember("pids[" + type + "]");
      return pid == 0 ? 0 : kernel.field("pid", "numbers[0].nr").get(kernel.memory(), pid);
    });
  }

  /** The signal that stops or kills it; 0 for a process that nothing happened to. */
  private long signalNumber() {
    return signalMember("group_exit_code") & 0x7f;
  }

  /** struct elf_prpsinfo. */
  private byte[] information() {
    StructWriter out = writer();
    long state = leader.state().bits();
    int index = state == 0 ? 0 : Long.numberOfTrailingZeros(state) + 1;
    char letter = index > 5 ? '.' : "RSDTZW".charAt(index);
    out.u8(index).u8(letter).u8(letter == 'Z' ? 1 : 0).u8(member(leader, "static_prio") - 120);
    out.align(out.wordSize()).word(leader.flags());
    // 32-bit processes have the user ids of 16 bits that they began with.
    int idSize = out.wordSize() == 4 ? 2 : 4;
    out.integer(credential("uid"), idSize).integer(credential("gid"), idSize);
    identity(out, leader);
    out.text(leader.comm(), NAME).text(arguments(), ARGUMENTS);
    return out.align(4).toBytes();
  }

  private long credential(String name) {
    return value(() -> {
      long cred = member(leader, "real_cred");
      return kernel.memory().u32(kernel.field("cred", name).addressIn(cred));
    });
  }

  private String arguments() {
    try {
      return ProcessStrings.of(leader)
          .map(strings -> String.join(" ", strings.arguments()))
          .orElse(leader.comm());
    } catch (MemoryFault | UnknownNameException _) {
      return leader.comm();
    }
  }

  /** siginfo_t: of the signal that a stopped process was stopped with, if it is known. */
  private byte[] signal() {
    StructWriter out = writer();
    long known = member(leader, "last_siginfo");
    if (known != 0) {
      try {
        int size = (int) Math.min(SIGINFO, kernel.struct("kernel_siginfo").size());
        return Arrays.copyOf(kernel.memory().read(known, size), SIGINFO);
      } catch (MemoryFault | UnknownNameException _) {
        // The number alone.
      }
    }
    return out.u32(signalNumber()).zeros(SIGINFO - 4).toBytes();
  }

  /** mm_struct.saved_auxv up to AT_NULL, which is its end. */
  private byte[] auxiliaryVector() {
    try {
      Field vector = kernel.field("mm_struct", "saved_auxv");
      long mm = leader.mm().orElseThrow(ProcessNotes::reaped);
      Memory memory = kernel.memory();
      byte[] bytes = memory.read(vector.addressIn(mm), (int) Math.min(vector.size(), 4096));
      int pair = 2 * machine.wordSize();
      for (int at = 0; at + pair <= bytes.length; at += pair) {
        if (ByteArrays.unsigned(bytes, at, machine.wordSize(), memory.byteOrder()) == 0) {
          return Arrays.copyOf(bytes, at + pair);
        }
      }
      return bytes;
    } catch (MemoryFault | UnknownNameException _) {
      return new byte[0];
    }
  }

  /** Count and page size; start, end, page of the file of each mapping; their paths. */
  private byte[] files(List<Mapping> mappings) {
    List<Mapping> mapped = mappings.stream().filter(mapping -> mapping.backing() != 0).toList();
    long pageSize = kernel.pageTables().pageSize();
    StructWriter out = writer().word(mapped.size()).word(pageSize);
    for (Mapping mapping : mapped) {
      out.word(mapping.start()).word(mapping.end()).word(mapping.offset() / pageSize);
    }
    FileLinks links = FileLinks.of(kernel);
    for (Mapping mapping : mapped) {
      out.bytes(links.of(mapping.backing()).getBytes(StandardCharsets.UTF_8)).u8(0);
    }
    return out.toBytes();
  }
}
