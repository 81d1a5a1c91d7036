package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.ValuePrinter;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.CpuStack;
import io.kwalk.linux.stack.CpuStacks;
import io.kwalk.linux.stack.TaskStack;
import io.kwalk.linux.system.Clock;
import io.kwalk.linux.system.FirmwareMemory;
import io.kwalk.linux.system.SystemInfo;
import io.kwalk.linux.system.SystemMemory;
import io.kwalk.linux.task.Processors;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Options;
import io.kwalk.shell.value.ValueJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The machine that the kernel ran on. */
public final class MachCommand implements Command {
  private static final long START_KERNEL_MAP = 0xffff_ffff_8000_0000L;

  /** KERNEL_IMAGE_SIZE with CONFIG_RANDOMIZE_BASE (arch/x86/include/asm/page_64_types.h). */
  private static final long IMAGE_SIZE = 1L << 30;

  @Override
  public String name() {
    return "mach";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "mcoxd");
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    if (options.has("o")) {
      throw new CommandException("-o is for machines with OPAL firmware (ppc64)");
    }
    if (options.has("m")) {
      memory(kernel, output, faults);
    } else if (options.has("c")) {
      boolean hexadecimal = options.has("x") || session.radix() == 16 && !options.has("d");
      processors(kernel, PrintOptions.DEFAULT.withHexadecimal(hexadecimal), output, faults);
    } else if (output.json()) {
      summaryRow(kernel, output, faults);
    } else {
      summary(kernel, output, faults);
    }
    faults.report(output);
  }

  private static void memory(Kernel kernel, Output output, Faults faults) {
    if (!output.json()) {
      output.line("      PHYSICAL ADDRESS RANGE         TYPE");
    }
    List<FirmwareMemory> ranges =
        faults.read(() -> FirmwareMemory.of(kernel), List.<FirmwareMemory>of());
    for (FirmwareMemory range : ranges) {
      if (output.json()) {
        output.row(
            new JsonObject()
                .putAddress("start", range.start())
                .putAddress("end", range.end())
                .put("type", range.typeName()));
      } else {
        output.line(
            Text.hex(range.start(), 16)
                + " - "
                + Text.hex(range.end(), 16)
                + "  E820_"
                + range.typeName());
      }
    }
  }

  private static void processors(Kernel kernel, PrintOptions how, Output output, Faults faults) {
    // arch/x86/kernel/setup_percpu.c; arch/arm64/kernel/cpuinfo.c
    boolean x86 = kernel.findAddress("cpu_info").isPresent();
    String struct = x86 ? "cpuinfo_x86" : "cpuinfo_arm64";
    String variable = x86 ? "cpu_info" : "cpu_data";
    for (int cpu = 0; cpu < Processors.of(kernel).count(); cpu++) {
      int number = cpu;
      output.checkInterrupted();
      Supplier<Reference> processor =
          () -> kernel.at(struct, kernel.perCpu().address(variable, number));
      if (output.json()) {
        JsonObject row = new JsonObject().put("cpu", cpu);
        faults.fill(row, r -> r.put(struct, ValueJson.of(processor.get(), how)));
        output.row(row);
      } else {
        String text = faults.text(() -> ValuePrinter.print(processor.get(), how));
        output.line((cpu == 0 ? "" : "\n") + "CPU " + cpu + ":");
        output.line("struct " + struct + " " + text);
      }
    }
  }

  private static void summaryRow(Kernel kernel, Output output, Faults faults) {
    JsonObject row = new JsonObject();
    row.put("machine_type", kernel.architecture().name().replace('-', '_'));
    faults.fill(row, r -> r.put("memory_bytes", SystemMemory.of(kernel).presentBytes()));
    row.put("cpus", Processors.of(kernel).count());
    faults.fill(row, r -> r.put("cpu_khz", new SystemInfo(kernel).kilohertz()));
    row.put("hz", Clock.of(kernel).hz()).put("page_size", kernel.pageTables().pageSize());
    if (kernel.findAddress("e820_table").isPresent()) {
      faults.fill(row, r -> r.putAddress("virtual_base", kernel.word("page_offset_base")));
      faults.fill(row, r -> r.putAddress("vmalloc_base", kernel.word("vmalloc_base")));
      faults.fill(row, r -> r.putAddress("vmemmap_base", kernel.word("vmemmap_base")));
      row.putAddress("start_map", START_KERNEL_MAP);
      row.putAddress("modules_base", START_KERNEL_MAP + IMAGE_SIZE);
    }
    faults.fill(row, r -> r.put("stack_size", TaskStack.size(kernel)));
    output.row(row.putObjects("stacks", stackRows(kernel)));
  }

  private static void summary(Kernel kernel, Output output, Faults faults) {
    boolean x86 = kernel.findAddress("e820_table").isPresent();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("MACHINE TYPE", kernel.architecture().name().replace('-', '_'));
    rows.put(
        "MEMORY SIZE",
        faults.text(() -> SystemBanner.size(SystemMemory.of(kernel).presentBytes())));
    rows.put("CPUS", Integer.toString(Processors.of(kernel).count()));
    long kilohertz = faults.read(() -> new SystemInfo(kernel).kilohertz(), 0L);
    if (kilohertz != 0) {
      rows.put("PROCESSOR SPEED", kilohertz / 1000 + " Mhz");
    }
    rows.put("HZ", Integer.toString(Clock.of(kernel).hz()));
    rows.put("PAGE SIZE", Integer.toString(kernel.pageTables().pageSize()));
    if (x86) {
      rows.put("KERNEL VIRTUAL BASE", faults.text(() -> word(kernel, "page_offset_base")));
      rows.put("KERNEL VMALLOC BASE", faults.text(() -> word(kernel, "vmalloc_base")));
      rows.put("KERNEL VMEMMAP BASE", faults.text(() -> word(kernel, "vmemmap_base")));
      rows.put("KERNEL START MAP", Long.toHexString(START_KERNEL_MAP));
      rows.put("KERNEL MODULES BASE", Long.toHexString(START_KERNEL_MAP + IMAGE_SIZE));
    }
    rows.put("KERNEL STACK SIZE", faults.text(() -> TaskStack.size(kernel)));
    rows.forEach((name, value) -> output.line(Text.right(name, 22) + ": " + value));
    stacks(kernel, output);
  }

  private static String word(Kernel kernel, String symbol) {
    return Long.toHexString(kernel.word(symbol));
  }

  private static List<JsonObject> stackRows(Kernel kernel) {
    List<JsonObject> rows = new ArrayList<>();
    for (CpuStack stack : CpuStacks.of(kernel).all()) {
      rows.add(
          new JsonObject()
              .put("cpu", stack.cpu())
              .put("name", stack.region().name())
              .putAddress("start", stack.region().range().start())
              .putAddress("end", stack.region().range().end()));
    }
    return rows;
  }

  /** The stacks of each kind, in the order in which a processor has them. */
  private static void stacks(Kernel kernel, Output output) {
    Map<String, List<CpuStack>> kinds = new LinkedHashMap<>();
    for (CpuStack stack : CpuStacks.of(kernel).all()) {
      String name = stack.region().name();
      // Entry stacks are no stacks that crash counts; VC2 is for nested #VC only.
      if (!name.equals("entry trampoline") && !name.equals("VC2")) {
        kinds.computeIfAbsent(name, _ -> new ArrayList<>()).add(stack);
      }
    }
    kinds.forEach((name, stacks) -> {
      long size =
          stacks.getFirst().region().range().end() - stacks.getFirst().region().range().start();
      output.line(Text.right(name + " STACK SIZE", 22) + ": " + size);
      output.line(Text.right(name + " STACKS", 22) + ":");
      for (CpuStack stack : stacks) {
        long start = stack.region().range().start();
        output.line(
            Text.right("CPU " + stack.cpu(), 22)
                + ": "
                + Long.toHexString(start)
                + (isThere(kernel, start) ? "" : " [unavailable]"));
      }
    });
  }

  private static boolean isThere(Kernel kernel, long address) {
    try {
      kernel.memory().u64(address);
      return true;
    } catch (MemoryFault _) {
      return false;
    }
  }
}
