package io.kwalk.linux.coredump;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.stack.UserRegisters;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskRelations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process as an ELF core file, as the kernel writes one when a process dies: registers of its
 * threads, what it is, its auxiliary vector, its mapped files, and one PT_LOAD for each run of
 * pages. A run that the dump does not have is there with no bytes in the file, so that a debugger
 * says so or takes the mapped file instead. Costs a walk of the page tables for each page; writing
 * reads each page once more.
 */
public final class ProcessCore {
  private static final int ET_CORE = 4;
  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;
  private static final int PN_XNUM = 0xffff;
  private static final int ELFCLASS32 = 1;
  private static final int ELFCLASS64 = 2;

  /** A run and where the file has it. */
  private record Segment(Mapping mapping, CoreRun run, long offset) {}

  private final ByteOrder order;
  private final CoreMachine machine;
  private final CoreMemory memory;
  private final List<Task> threads;
  private final List<Segment> segments = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private final byte[] notes;
  private final long size;

  private ProcessCore(Task leader, long mm, Registers user, List<Task> threads, CoreFilter filter) {
    Kernel kernel = leader.kernel();
    order = kernel.memory().byteOrder();
    machine = CoreMachine.of(kernel, user);
    memory = new CoreMemory(kernel, mm);
    this.threads = List.copyOf(threads);
    List<Mapping> mappings = Mappings.of(kernel).all(mm, troubles);
    List<Segment> found = new ArrayList<>();
    for (Mapping mapping : mappings) {
      for (CoreRun run : runs(kernel, mapping, filter)) {
        found.add(new Segment(mapping, run, 0));
      }
    }
    StructWriter out = new StructWriter(order, machine.wordSize());
    new ProcessNotes(leader, machine).all(threads, mappings).forEach(note -> note.write(out));
    notes = out.toBytes();
    long at = headerSize(found.size()) + notes.length;
    long page = memory.pageSize();
    at = (at + page - 1) / page * page;
    for (Segment segment : found) {
      segments.add(new Segment(segment.mapping, segment.run, at));
      at += segment.run.stored() ? segment.run.size() : 0;
    }
    size = at;
  }

  /**
   * Of the process that {@code task} belongs to.
   *
   * @throws MemoryFault if its page directory cannot be read
   * @throws IllegalArgumentException if it has no user mode: a kernel thread, a dead process
   */
  public static ProcessCore of(Task task, CoreFilter filter) {
    Task leader = task.groupLeader().orElse(task);
    List<Task> threads = new ArrayList<>();
    threads.add(leader);
    threads.addAll(TaskRelations.of(task.kernel()).otherThreads(leader));
    List<Task> alive = new ArrayList<>();
    Optional<Registers> first = Optional.empty();
    for (Task thread : threads) {
      Optional<Registers> user = UserRegisters.of(thread);
      if (user.isPresent() && thread.mm().isPresent()) {
        first = first.isPresent() ? first : user;
        alive.add(thread);
      }
    }
    if (first.isEmpty()) {
      throw new IllegalArgumentException(
          leader.isKernelThread() ? "a kernel thread has no user memory" : "it has exited");
    }
    Task one = alive.getFirst();
    return new ProcessCore(one, one.mm().orElseThrow(), first.get(), alive, filter);
  }

  private List<CoreRun> runs(Kernel kernel, Mapping mapping, CoreFilter filter) {
    int flags = (int) ((mapping.flags() & 1) << 2 | mapping.flags() & 2 | mapping.flags() >> 2 & 1);
    return switch (filter.part(kernel, mapping)) {
      case NOTHING -> List.of(new CoreRun(mapping.start(), mapping.end(), flags, false));
      case FIRST_PAGE -> {
        long split = Math.min(mapping.start() + memory.pageSize(), mapping.end());
        List<CoreRun> runs = new ArrayList<>(memory.runs(mapping, split));
        if (split < mapping.end()) {
          runs.add(new CoreRun(split, mapping.end(), flags, false));
        }
        yield runs;
      }
      case WHOLE -> memory.runs(mapping, mapping.end());
    };
  }

  /** Which pages it has. */
  public CorePages pages() {
    return memory.counts();
  }

  /** The threads that it has registers of, the one that counts for the process first. */
  public List<Task> threads() {
    return threads;
  }

  /** Bytes of the file; where it has holes, fewer on the disk. */
  public long size() {
    return size;
  }

  /** Runs of pages that the process has and the file has not. */
  public List<CoreRun> absent() {
    return segments.stream().map(Segment::run).filter(run -> !run.stored()).toList();
  }

  /** What could not be walked, in words. */
  public List<String> troubles() {
    return List.copyOf(troubles);
  }

  private boolean is64() {
    return machine.wordSize() == 8;
  }

  private long headerSize(int loads) {
    long file = is64() ? 64 : 52;
    long program = is64() ? 56 : 32;
    long section = loads + 1 >= PN_XNUM ? is64() ? 64 : 40 : 0;
    return file + program * (loads + 1L) + section;
  }

  /**
   * Writes the file. Pages of zeros are left as holes.
   *
   * @param afterEach is run after each page, to end early by an exception of its own
   * @throws IOException if it cannot be written
   */
  public void write(SeekableByteChannel file, Runnable afterEach) throws IOException {
    StructWriter head = new StructWriter(order, machine.wordSize());
    elfHeader(head);
    noteHeader(head);
    segments.forEach(segment -> loadHeader(head, segment));
    if (segments.size() + 1 >= PN_XNUM) {
      countSection(head);
    }
    head.bytes(notes);
    write(file, 0, head.toBytes());
    byte[] page = new byte[memory.pageSize()];
    for (Segment segment : segments) {
      CoreRun run = segment.run;
      for (long at = run.start(); run.stored() && at < run.end(); at += page.length) {
        copy(segment, at, page, file);
        afterEach.run();
      }
    }
    if (size > file.size()) {
      // A hole at the end.
      write(file, size - 1, new byte[1]);
    }
  }

  private void copy(Segment segment, long at, byte[] page, SeekableByteChannel file)
      throws IOException {
    try {
      memory.read(segment.mapping, at, page);
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
      return;
    }
    for (byte one : page) {
      if (one != 0) {
        write(file, segment.offset + at - segment.run.start(), page);
        return;
      }
    }
  }

  private static void write(SeekableByteChannel file, long at, byte[] bytes) throws IOException {
    file.position(at);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      int _ = file.write(buffer);
    }
  }

  private void elfHeader(StructWriter out) {
    int programs = segments.size() + 1;
    boolean many = programs >= PN_XNUM;
    long programSize = is64() ? 56 : 32;
    long fileSize = is64() ? 64 : 52;
    out.u8(0x7f).u8('E').u8('L').u8('F');
    out.u8(is64() ? ELFCLASS64 : ELFCLASS32).u8(order == ByteOrder.LITTLE_ENDIAN ? 1 : 2).u8(1);
    out.zeros(9).u16(ET_CORE).u16(machine.machine()).u32(1).word(0).word(fileSize);
    out.word(many ? fileSize + programSize * programs : 0).u32(machine.flags());
    out.u16(fileSize).u16(programSize).u16(many ? PN_XNUM : programs);
    out.u16(many ? is64() ? 64 : 40 : 0).u16(many ? 1 : 0).u16(0);
  }

  private void noteHeader(StructWriter out) {
    programHeader(out, PT_NOTE, 0, headerSize(segments.size()), 0, notes.length, 0, 0);
  }

  private void loadHeader(StructWriter out, Segment segment) {
    CoreRun run = segment.run;
    programHeader(
        out,
        PT_LOAD,
        run.flags(),
        segment.offset,
        run.start(),
        run.stored() ? run.size() : 0,
        run.size(),
        memory.pageSize());
  }

  private void programHeader(
      StructWriter out,
      int type,
      int flags,
      long offset,
      long address,
      long inFile,
      long inMemory,
      long align) {
    out.u32(type);
    if (is64()) {
      out.u32(flags);
    }
    out.word(offset).word(address).word(0).word(inFile).word(inMemory);
    if (!is64()) {
      out.u32(flags);
    }
    out.word(align);
  }

  /** The number of program headers, in sh_info of the only section header. */
  private void countSection(StructWriter out) {
    out.u32(0).u32(0).word(0).word(0).word(0).word(0).u32(0).u32(segments.size() + 1L);
    out.word(0).word(0);
  }
}
