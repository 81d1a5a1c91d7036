package io.kwalk.shell.debug;

import io.kwalk.core.arch.x86_64.X86PageTables;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.stack.CpuStack;
import io.kwalk.linux.stack.CpuStacks;
import io.kwalk.linux.stack.ProcessorRegisters;
import io.kwalk.linux.stack.TaskStack;
import io.kwalk.linux.system.Clock;
import io.kwalk.linux.system.SystemInfo;
import io.kwalk.linux.system.SystemMemory;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code help -m}: the machine, and how its addresses are mapped. */
final class MachineFacts {
  private static final String[] ORC_SYMBOLS = {
    "__start_orc_unwind_ip",
    "__stop_orc_unwind_ip",
    "__start_orc_unwind",
    "__stop_orc_unwind",
    "orc_lookup"
  };

  private static final long TIB = 1L << 40;

  private final Kernel kernel;
  private final FactList facts = new FactList("machine", 19);

  private MachineFacts(Kernel kernel) {
    this.kernel = kernel;
  }

  static void print(Kernel kernel, Output output) {
    MachineFacts machine = new MachineFacts(kernel);
    machine.general();
    if (kernel.pageTables() instanceof X86PageTables tables) {
      machine.x86(tables);
      machine.orc();
    }
    machine.registers();
    machine.processors();
    machine.facts.print(output);
  }

  private void general() {
    long page = kernel.pageTables().pageSize();
    facts.add("machine", () -> kernel.architecture().name());
    facts.address("kvbase", () -> kernel.word("page_offset_base"));
    facts.address("identity_map_base", () -> kernel.word("page_offset_base"));
    facts.add("pagesize", page);
    facts.add("pageshift", Long.numberOfTrailingZeros(page));
    facts.address("pagemask", () -> -page);
    facts.address("pageoffset", () -> page - 1);
    facts.add("stacksize", () -> TaskStack.size(kernel));
    facts.add("hz", () -> Clock.of(kernel).hz());
    if (kernel.findAddress("cpu_khz").isPresent()) {
      facts.add("mhz", () -> new SystemInfo(kernel).kilohertz() / 1000);
    }
    facts.add("memsize", () -> both(SystemMemory.of(kernel).presentBytes()));
    facts.add("bits", 64);
    facts.add("nr_irqs", () -> kernel.memory().u32(kernel.address("nr_irqs")));
    facts.address("kernel_pgd", () -> kernel.layout().rootTable());
    if (kernel.pageTables() instanceof X86PageTables) {
      facts.add("ptrs_per_pgd", 512);
    }
    facts.add("section_size_bits", () -> number("SECTION_SIZE_BITS"));
    facts.add("max_physmem_bits", () -> number("MAX_PHYSMEM_BITS"));
    facts.add("sections_per_root", () -> page / kernel.struct("mem_section").size());
    facts.address("mem_map", () -> PageStructs.of(kernel).address(0));
    facts.address("kernel_offset", () -> kernel.layout().kernelOffset());
  }

  private String number(String name) {
    return kernel.vmcoreinfo().number(name).stream()
        .mapToObj(Long::toString)
        .findFirst()
        .orElse("(unknown)");
  }

  private static String both(long value) {
    return value + " (0x" + Long.toHexString(value) + ")";
  }

  /** Sizes of areas: Documentation/arch/x86/x86_64/mm.rst. */
  private void x86(X86PageTables tables) {
    boolean five = tables.fiveLevels();
    facts.add("page_table_levels", five ? 5 : 4);
    facts.add("userspace_top", () -> Text.hex(1L << (five ? 56 : 47), 16));
    facts.address("page_offset", () -> kernel.word("page_offset_base"));
    facts.address("vmalloc_start_addr", () -> kernel.word("vmalloc_base"));
    long vmallocBytes = (five ? 12800L : 32L) << 40;
    facts.address("vmalloc_end", () -> kernel.word("vmalloc_base") + vmallocBytes - 1);
    facts.address(
        "modules_vaddr",
        () ->
            0xffff_ffff_8000_0000L
                + kernel.vmcoreinfo().number("KERNEL_IMAGE_SIZE").orElse(1L << 30));
    facts.address("modules_end", () -> 0xffff_ffff_ff00_0000L);
    facts.address("vmemmap_vaddr", () -> kernel.word("vmemmap_base"));
    facts.address("vmemmap_end", () -> kernel.word("vmemmap_base") + vmemmapBytes(five) - 1);
    facts.address("phys_base", () -> kernel.word("phys_base"));
    kernel
        .vmcoreinfo()
        .number("KERNEL_IMAGE_SIZE")
        .ifPresent(size ->
            facts.add(
                "kernel_image_size", () -> Long.toHexString(size) + " (" + (size >> 20) + "MB)"));
    facts.add("sme_mask", () -> Long.toHexString(kernel.vmcoreinfo().number("sme_mask").orElse(0)));
    facts.add("physical_mask_shift", 52);
    facts.add("pgdir_shift", five ? 48 : 39);
    aperture();
  }

  /**
   * AMD's remapped memory (arch/x86/kernel/aperture_64.c); 0 without any, or without its driver.
   */
  private void aperture() {
    long page = kernel.pageTables().pageSize();
    facts.address("GART_start", () -> page * FactList.variable(kernel, "aperture_pfn_start"));
    facts.address(
        "GART_end",
        () -> {
          long pages = FactList.variable(kernel, "aperture_page_count");
          return pages == 0
              ? 0
              : page * (FactList.variable(kernel, "aperture_pfn_start") + pages) - 1;
        });
  }

  /**
   * What is set aside for struct pages: all that there can be where the area begins at its usual
   * place, else as arch/x86/mm/kaslr.c has counted since 5.2 (00e5a2bbcc31): for the memory there
   * is and 10 TiB that may be plugged in, in whole TiB.
   */
  private long vmemmapBytes(boolean five) {
    if (kernel.word("vmemmap_base") == (five ? 0xffd4_0000_0000_0000L : 0xffff_ea00_0000_0000L)) {
      return five ? 1L << 49 : TIB;
    }
    long memory = wholeTebibytes(kernel.word("max_pfn") * kernel.pageTables().pageSize());
    long pages = (memory + 10) * (TIB / kernel.pageTables().pageSize());
    return wholeTebibytes(pages * kernel.struct("page").size()) * TIB;
  }

  private static long wholeTebibytes(long bytes) {
    return Math.ceilDiv(bytes, TIB);
  }

  private void orc() {
    if (kernel.findAddress(ORC_SYMBOLS[0]).isEmpty()) {
      return;
    }
    facts.add("ORC_data", () -> "");
    Optional<StructType> entry = kernel.imageTypes().struct("orc_entry");
    facts.add(
        "       module_ORC", () -> upper(kernel.findField("mod_arch_specific", "orc_unwind_ip")));
    facts.add("       has_signal", () -> upper(entry.flatMap(type -> type.field("signal"))));
    facts.add("          has_end", () -> upper(entry.flatMap(type -> type.field("end"))));
    facts.add("lookup_num_blocks", () -> kernel.memory().u32(kernel.address("lookup_num_blocks")));
    for (String symbol : ORC_SYMBOLS) {
      facts.address("  " + symbol, () -> kernel.address(symbol));
    }
  }

  private static String upper(Optional<?> there) {
    return there.isPresent() ? "TRUE" : "FALSE";
  }

  /** Where struct pt_regs has the registers. */
  private void registers() {
    Optional<StructType> type = kernel.imageTypes().struct("pt_regs");
    if (type.isEmpty()) {
      return;
    }
    facts.add("pto", () -> "");
    for (Member member : type.get().members()) {
      register(member).ifPresent(name -> facts.add(Text.right(name, 28), member.offset()));
    }
  }

  /** The selectors share their words with FRED's since 6.9 (3c77bf02d0c0): the first name tells. */
  private static Optional<String> register(Member member) {
    String name = member.name();
    if (name.isEmpty() && member.type().strip() instanceof StructType shared) {
      name = shared.members().stream().map(Member::name).findFirst().orElse("");
    }
    return name.isEmpty() ? Optional.empty() : Optional.of(REGISTERS.getOrDefault(name, name));
  }

  /** struct pt_regs of x86-64 leaves out what the manual puts before the letters. */
  private static final Map<String, String> REGISTERS =
      Map.ofEntries(
          Map.entry("bp", "rbp"),
          Map.entry("bx", "rbx"),
          Map.entry("ax", "rax"),
          Map.entry("cx", "rcx"),
          Map.entry("dx", "rdx"),
          Map.entry("si", "rsi"),
          Map.entry("di", "rdi"),
          Map.entry("orig_ax", "orig_rax"),
          Map.entry("ip", "rip"),
          Map.entry("flags", "eflags"),
          Map.entry("sp", "rsp"));

  private void processors() {
    int count = Processors.of(kernel).count();
    facts.add("current[" + count + "]", () -> "");
    facts.fours("   ", IntStream.range(0, count).mapToObj(this::current).toList());
    boolean x86 = kernel.pageTables() instanceof X86PageTables;
    if (x86) {
      facts.add("crash_nmi_rsp[" + count + "]", () -> "");
      facts.fours("   ", IntStream.range(0, count).mapToObj(this::stackAtTheNmi).toList());
      facts.address("thread_return", this::threadReturn);
      facts.add("page_protnone", () -> "100");
    }
    stacks(count);
    if (x86) {
      facts.address("cpu_entry_area_start", () -> 0xffff_fe00_0000_0000L);
      facts.address("cpu_entry_area_end", () -> 0xffff_fe7f_ffff_ffffL);
    }
  }

  /** The kernel's stack where the NMI came that stops processors; 0 if it was in no kernel code. */
  private String stackAtTheNmi(int cpu) {
    ProcessorRegisters registers = ProcessorRegisters.of(kernel);
    boolean panicked = Processors.of(kernel).panicCpu().orElse(-1) == cpu;
    long sp =
        panicked || registers.areOfTheDump() ? 0 : registers.of(cpu).map(Registers::sp).orElse(0L);
    return Text.hex(sp < 0 ? sp : 0, 16);
  }

  /** Where a task goes on that gets a processor: what __switch_to_asm returns to for nearly all. */
  private long threadReturn() {
    Field sp = kernel.field("task_struct", "thread.sp");
    Field code = kernel.field("inactive_task_frame", "ret_addr");
    Map<Long, Integer> counts = new HashMap<>();
    for (Task task : Tasks.of(kernel).all()) {
      try {
        long frame = sp.get(kernel.memory(), task.address());
        counts.merge(code.get(kernel.memory(), frame), 1, Integer::sum);
      } catch (MemoryFault _) {
        // A stack that the dump lacks says nothing.
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow(
            () -> new UnknownNameException(UnknownNameException.Kind.SYMBOL, "thread_return"));
  }

  /** The interrupt stacks, and x86-64's exception stacks by their number in the TSS. */
  private void stacks(int count) {
    CpuStacks stacks = CpuStacks.of(kernel);
    List<StackRegion> first = exceptions(stacks, 0);
    String interrupt =
        stacks.of(0).stream()
            .filter(region -> region.kind() == StackRegion.Kind.IRQ)
            .map(MachineFacts::size)
            .findFirst()
            .orElse("0");
    facts.add("stkinfo", () -> "isize: " + interrupt);
    if (!first.isEmpty()) {
      String sizes = first.stream().map(MachineFacts::size).collect(Collectors.joining(","));
      facts.add(Text.right("esize[" + first.size() + "]", 33), () -> sizes);
      IntStream.range(0, first.size())
          .filter(i -> first.get(i).name().equals("NMI"))
          .forEach(i -> facts.add(Text.right("NMI_stack_index", 42), i));
      facts.line(" ".repeat(27) + "exception_stacks:");
      for (int i = 0; i < first.size(); i++) {
        facts.line(" ".repeat(29) + "[" + i + "]: " + first.get(i).name());
      }
      facts.line(" ".repeat(27) + "ebase[cpus][" + first.size() + "]:");
      for (int cpu = 0; cpu < count; cpu++) {
        facts.fours("   [" + cpu + "]: ", starts(exceptions(stacks, cpu)));
      }
    }
    facts.line(" ".repeat(27) + "ibase[cpus]:");
    facts.fours(
        "   ",
        starts(
            stacks.all().stream()
                .map(CpuStack::region)
                .filter(region -> region.kind() == StackRegion.Kind.IRQ)
                .toList()));
  }

  private static List<StackRegion> exceptions(CpuStacks stacks, int cpu) {
    return stacks.of(cpu).stream()
        .filter(region -> region.kind() == StackRegion.Kind.EXCEPTION)
        .toList();
  }

  private static String size(StackRegion region) {
    return Long.toString(region.range().end() - region.range().start());
  }

  private static List<String> starts(List<StackRegion> regions) {
    return regions.stream().map(region -> Long.toHexString(region.range().start())).toList();
  }

  private String current(int cpu) {
    return Processors.of(kernel).current(cpu).map(Task::address).map(Long::toHexString).orElse("?");
  }
}
