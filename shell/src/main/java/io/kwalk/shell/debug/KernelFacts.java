package io.kwalk.shell.debug;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.boot.UtsName;
import io.kwalk.linux.cpu.CpuMask;
import io.kwalk.linux.cpu.PerCpu;
import io.kwalk.linux.irq.InterruptDescriptor;
import io.kwalk.linux.irq.Interrupts;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.system.Clock;
import io.kwalk.linux.system.KernelConfiguration;
import io.kwalk.linux.system.SystemInfo;
import io.kwalk.linux.task.Processors;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Dates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** {@code help -k}: the kernel's image, its processors, what it calls itself. */
final class KernelFacts {
  private static final int LONGEST_BANNER = 512;

  /** Behind what the distribution calls it: gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld. */
  private static final Pattern GCC = Pattern.compile("\\bgcc\\b[^,]* (\\d+\\.\\d+\\.\\d+)[ ,)]");

  private final Kernel kernel;
  private final FactList facts = new FactList("kernel", 14);

  private KernelFacts(Kernel kernel) {
    this.kernel = kernel;
  }

  static void print(Session session, Output output) {
    KernelFacts all = new KernelFacts(session.kernel());
    all.image();
    all.sources(session.settings().get("src"));
    all.names();
    all.processors();
    all.hypervisor();
    all.facts.print(output);
  }

  private void image() {
    facts.address("stext", () -> kernel.address("_stext"));
    facts.address("etext", () -> kernel.address("_etext"));
    facts.address("stext_init", () -> kernel.address("_sinittext"));
    facts.address("etext_init", () -> kernel.address("_einittext"));
    facts.address("init_begin", () -> kernel.address("__init_begin"));
    facts.address("init_end", () -> kernel.address("__init_end"));
    facts.address("end", () -> kernel.address("_end"));
    facts.add("cpus", () -> Processors.of(kernel).count());
    facts.add("kernel_NR_CPUS", () -> 8 * kernel.struct("cpumask").size());
    configuration();
    facts.add(
        "highest_irq",
        () ->
            Interrupts.of(kernel, new ArrayList<>()).all().stream()
                .mapToLong(InterruptDescriptor::number)
                .max()
                .orElse(0));
    List<KernelModule> modules = kernel.modules();
    if (!modules.isEmpty()) {
      facts.address("module_list", () -> modules.getFirst().address());
    }
    facts.address("kernel_module", () -> kernel.address("modules"));
    facts.add("mods_installed", modules.size());
  }

  /** Whether the kernel keeps its configuration, and how many options that sets. */
  private void configuration() {
    Optional<String> text;
    try {
      text = KernelConfiguration.read(kernel);
    } catch (MemoryFault | IOException _) {
      text = Optional.empty();
    }
    String flags = text.isPresent() ? "1 (available)" : "0 (unavailable)";
    facts.add("ikconfig_flags", () -> flags);
    long options =
        text.stream().flatMap(String::lines).filter(line -> line.startsWith("CONFIG_")).count();
    facts.add("ikconfig_ents", options);
  }

  /** The folders of {@code --mod} and {@code --src}. */
  private void sources(String sourceFolder) {
    List<Path> folders = kernel.debugFiles().moduleFolders();
    String modules = folders.stream().map(Path::toString).collect(Collectors.joining(" "));
    facts.add("module_tree", () -> modules.isEmpty() ? "(not used)" : modules);
    facts.add("source_tree", () -> sourceFolder.isEmpty() ? "(not used)" : sourceFolder);
  }

  private void names() {
    Clock clock = Clock.of(kernel);
    facts.add("date", () -> Dates.local(clock.wallSeconds()));
    facts.add("boot_date", () -> Dates.local(clock.bootSeconds()));
    facts.add("proc_version", () -> banner().strip());
    facts.add("new_utsname", () -> "");
    new SystemInfo(kernel).names().ifPresent(this::names);
    facts.add("kernel_version", () -> kernel.release().replaceFirst("[^0-9.].*", ""));
    facts.add("gcc_version", this::compiler);
    // Nothing is encoded behind ud2 since 2.6.20: dis -b.
    facts.add("BUG_bytes", 0);
    kernel.vmcoreinfo().value("BUILD-ID").ifPresent(id -> facts.add("build_id", () -> id));
    long offset = kernel.layout().kernelOffset();
    facts.add(
        "relocate",
        () ->
            Long.toHexString(-offset)
                + "  (KASLR offset: "
                + Long.toHexString(offset)
                + " / "
                + (offset >> 20)
                + "MB)");
  }

  private String banner() {
    return kernel.memory().cString(kernel.address("linux_banner"), LONGEST_BANNER);
  }

  private String compiler() {
    Matcher found = GCC.matcher(banner());
    return found.find() ? found.group(1) : "(unknown)";
  }

  private void names(UtsName names) {
    facts.add(".sysname", names::sysname);
    facts.add(".nodename", names::nodename);
    facts.add(".release", names::release);
    facts.add(".version", names::version);
    facts.add(".machine", names::machine);
    facts.add(".domainname", names::domainname);
  }

  private void processors() {
    PerCpu perCpu = kernel.perCpu();
    facts.line(" __per_cpu_offset[NR_CPUS]:");
    offsets(perCpu);
    facts.add("cpu_flags[NR_CPUS]", () -> flags(perCpu));
    facts.add("       possible cpus", () -> numbers(perCpu.possible()));
    facts.add("        present cpus", () -> numbers(mask("__cpu_present_mask")));
    facts.add("         online cpus", () -> numbers(perCpu.online()));
    facts.add("         active cpus", () -> numbers(mask("__cpu_active_mask")));
    facts.add("   vmcoreinfo", () -> "");
    for (String symbol :
        List.of(
            "log_buf", "log_end", "log_buf_len", "logged_chars", "log_first_idx", "log_next_idx")) {
      inVmcoreinfo(symbol + "_SYMBOL", kernel.vmcoreinfo().symbol(symbol));
    }
    inVmcoreinfo("log_SIZE", kernel.vmcoreinfo().size("log"));
    for (String member : List.of("ts_nsec", "len", "text_len", "dict_len")) {
      inVmcoreinfo("log_" + member + "_OFFSET", kernel.vmcoreinfo().offset("log." + member));
    }
    inVmcoreinfo("phys_base_SYMBOL", kernel.vmcoreinfo().symbol("phys_base"));
    inVmcoreinfo("_stext_SYMBOL", kernel.vmcoreinfo().symbol("_stext"));
  }

  /** What the kernel found itself to run on (arch/x86/kernel/cpu/hypervisor.c, since 4.15). */
  private void hypervisor() {
    facts.add(
        "hypervisor",
        () -> {
          long type = kernel.memory().u32(kernel.address("x86_hyper_type"));
          return kernel.imageTypes().enumeration("x86_hypervisor_type").stream()
              .flatMap(types -> types.enumerators().stream())
              .filter(each -> each.value() == type)
              .map(each -> each.name().replace("X86_HYPER_", ""))
              .map(name -> name.equals("NATIVE") ? "bare hardware" : name)
              .findFirst()
              .orElse("type " + type);
        });
    if (kernel.findAddress("xen_p2m_addr").isPresent()) {
      // Machine frames of a paravirtual guest of Xen: arch/x86/xen/p2m.c.
      facts.address("phys_to_machine_mapping", () -> kernel.word("xen_p2m_addr"));
      facts.add("p2m_table_size", () -> kernel.word("xen_p2m_size"));
    }
  }

  /** Four in a line; those of processors that cannot be are all the same. */
  private void offsets(PerCpu perCpu) {
    int last = perCpu.possible().max().orElse(0);
    long most = 8 * kernel.struct("cpumask").size();
    long behind = (last / 4 + 1) * 4L;
    facts.fours(
        "    ",
        LongStream.range(0, Math.min(behind, most))
            .map(cpu -> kernel.memory().u64(kernel.address("__per_cpu_offset") + 8 * cpu))
            .mapToObj(Long::toHexString)
            .toList());
    if (behind < most) {
      long offset = kernel.memory().u64(kernel.address("__per_cpu_offset") + 8 * behind);
      facts.line("    " + Long.toHexString(offset) + " ...");
    }
  }

  /** Crash's bits: possible 1, present 2, online 4, active 0x10. */
  private String flags(PerCpu perCpu) {
    int[] flags = new int[perCpu.possible().max().orElse(0) + 2];
    mark(flags, perCpu.possible(), 1);
    mark(flags, mask("__cpu_present_mask"), 2);
    mark(flags, perCpu.online(), 4);
    mark(flags, mask("__cpu_active_mask"), 0x10);
    return IntStream.of(flags)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(" ", "", " ..."));
  }

  private static void mark(int[] flags, IntStream processors, int bit) {
    processors.filter(cpu -> cpu < flags.length).forEach(cpu -> flags[cpu] |= bit);
  }

  /** 0 where vmcoreinfo does not have it. */
  private void inVmcoreinfo(String name, OptionalLong value) {
    facts.address(Text.right(name, 20), () -> value.orElse(0));
  }

  private IntStream mask(String symbol) {
    int bits = (int) Math.min(8192, 8 * kernel.struct("cpumask").size());
    return CpuMask.read(kernel.memory(), kernel.address(symbol), bits).stream();
  }

  private static String numbers(IntStream processors) {
    return processors.mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }
}
