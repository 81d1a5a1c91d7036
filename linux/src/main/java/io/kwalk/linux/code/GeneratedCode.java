package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Code that the kernel made at run time: BPF programs, their trampolines and dispatchers
 * (bpf_kallsyms), ftrace's trampolines, livepatch's among them (ftrace_ops_trampoline_list), and
 * the pages of instructions that kprobes copied (kprobe_insn_slots, kprobe_optinsn_slots). Named as
 * /proc/kallsyms names it. Read once per kernel: a few words for each.
 */
public final class GeneratedCode {
  /** FTRACE_OPS_FL_SAVE_REGS (include/linux/ftrace.h). */
  private static final long SAVE_REGS = 1 << 2;

  /** More than the JIT gives one program (BPF_MAX_INSNS of the longest form). */
  private static final long LONGEST = 1 << 26;

  /** Who made it. */
  public enum Kind {
    BPF("bpf"),
    FTRACE("__builtin__ftrace"),
    KPROBES("__builtin__kprobes");

    private final String module;

    Kind(String module) {
      this.module = module;
    }
  }

  /**
   * One piece.
   *
   * @param template the function that ftrace copied; empty of other code
   */
  public record Piece(Kind kind, String name, AddressRange range, Optional<String> template) {
    /** As a symbol: local text of no module that is loaded from a file. */
    public Symbol symbol() {
      return new Symbol(name, range.start(), 't', kind.module);
    }
  }

  private final Kernel kernel;
  private final TreeMap<Long, Piece> byStart = new TreeMap<>(Long::compareUnsigned);

  private GeneratedCode(Kernel kernel) {
    this.kernel = kernel;
    read(this::readBpf);
    read(this::readFtrace);
    read(this::readKprobes);
  }

  public static GeneratedCode of(Kernel kernel) {
    return kernel.part(GeneratedCode.class, GeneratedCode::new);
  }

  /** All, ascending by address. */
  public List<Piece> all() {
    return List.copyOf(byStart.values());
  }

  /** The piece that {@code address} lies in. */
  public Optional<Piece> at(long address) {
    Map.Entry<Long, Piece> entry = byStart.floorEntry(address);
    return entry != null && entry.getValue().range().contains(address)
        ? Optional.of(entry.getValue())
        : Optional.empty();
  }

  /** Either may not be there: in a kernel without it, or in a dump without its pages. */
  private static void read(Runnable source) {
    try {
      source.run();
    } catch (MemoryFault | UnknownNameException _) {
      // What was found so far counts.
    }
  }

  private void readBpf() {
    Memory memory = kernel.memory();
    Field link = kernel.field("bpf_ksym", "lnode");
    Field start = kernel.field("bpf_ksym", "start");
    Field end = kernel.field("bpf_ksym", "end");
    Field name = kernel.field("bpf_ksym", "name");
    for (long node : ListHead.walk(memory, kernel.address("bpf_kallsyms")).nodes()) {
      long ksym = node - link.offset();
      String text = memory.cString(name.addressIn(ksym), (int) Math.min(name.size(), 512));
      add(Kind.BPF, text, start.get(memory, ksym), end.get(memory, ksym), Optional.empty());
    }
  }

  private void readFtrace() {
    Memory memory = kernel.memory();
    Field link = kernel.field("ftrace_ops", "list");
    Field start = kernel.field("ftrace_ops", "trampoline");
    Field size = kernel.field("ftrace_ops", "trampoline_size");
    Field flags = kernel.field("ftrace_ops", "flags");
    for (long node : ListHead.walk(memory, kernel.address("ftrace_ops_trampoline_list")).nodes()) {
      long ops = node - link.offset();
      boolean registers = (flags.get(memory, ops) & SAVE_REGS) != 0;
      long first = start.get(memory, ops);
      add(
          Kind.FTRACE,
          "ftrace_trampoline",
          first,
          first + size.get(memory, ops),
          Optional.of(registers ? "ftrace_regs_caller" : "ftrace_caller"));
    }
  }

  private void readKprobes() {
    for (KprobeSlots.Page page : KprobeSlots.of(kernel).pages()) {
      add(Kind.KPROBES, page.name(), page.range().start(), page.range().end(), Optional.empty());
    }
  }

  private void add(Kind kind, String name, long start, long end, Optional<String> template) {
    long size = end - start;
    if (start < 0 && size > 0 && size <= LONGEST) {
      byStart.put(start, new Piece(kind, name, new AddressRange(start, end), template));
    }
  }
}
