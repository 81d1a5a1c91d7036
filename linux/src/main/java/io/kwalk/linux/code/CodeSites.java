package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.CodeSite.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The instructions that the kernel patches, by the tables in memory: static keys (struct
 * jump_entry), static calls (struct static_call_site), kprobes (kprobe_table), ftrace's sites, and
 * the alternatives of modules; those of the kernel itself are freed once it has started. Made once
 * per kernel: reads a few hundred kilobytes.
 */
public final class CodeSites {
  private final Kernel kernel;
  private final Map<Long, List<CodeSite>> byAddress = new HashMap<>();

  private CodeSites(Kernel kernel) {
    this.kernel = kernel;
    read("static keys", sites -> new StaticKeySites(kernel).forEach(sites));
    read("static calls", sites -> new StaticCallSites(kernel).forEach(sites));
    read("kprobes", sites -> new KprobeSites(kernel).forEach(sites));
    read("alternatives", sites -> new AlternativeSites(kernel).forEach(sites));
  }

  public static CodeSites of(Kernel kernel) {
    return kernel.part(CodeSites.class, CodeSites::new);
  }

  /** What {@code address} is; empty if no table has it. */
  public List<CodeSite> at(long address) {
    List<CodeSite> sites = byAddress.getOrDefault(address, List.of());
    FtraceSites ftrace = FtraceSites.of(kernel);
    if (!ftrace.contains(address)) {
      return sites;
    }
    List<CodeSite> all = new ArrayList<>(sites);
    String state = ftrace.isEnabled(address) ? "on" : "off";
    all.add(new CodeSite(address, Kind.FTRACE, function(kernel, address), state));
    return all;
  }

  /** A table may not be there: what was read until then counts. */
  private void read(String name, Consumer<Consumer<CodeSite>> table) {
    try {
      table.accept(this::add);
    } catch (MemoryFault | UnknownNameException problem) {
      kernel.note(name + ": " + problem.getMessage());
    }
  }

  private void add(CodeSite site) {
    byAddress.computeIfAbsent(site.address(), _ -> new ArrayList<>(1)).add(site);
  }

  /** The name of the function that {@code address} lies in. */
  static String function(Kernel kernel, long address) {
    return kernel.symbols().at(address).map(Symbol::displayName).orElse(hex(address));
  }

  /** A variable's name, with an offset into it. */
  static String variable(Kernel kernel, long address) {
    return kernel.symbols().at(address).map(symbol -> named(symbol, address)).orElse(hex(address));
  }

  private static String named(Symbol symbol, long address) {
    long offset = address - symbol.address();
    return offset == 0 ? symbol.displayName() : symbol.displayName() + "+" + offset;
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
