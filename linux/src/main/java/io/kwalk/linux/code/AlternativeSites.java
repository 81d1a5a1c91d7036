package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.image.Machines;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.CodeSite.Kind;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.module.ModuleSections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Code of modules that is replaced where the processor has a feature: struct alt_instr in
 * .altinstructions, which modules keep (arch/x86/include/asm/alternative.h). The features are named
 * by the kernel's x86_cap_flags.
 */
final class AlternativeSites {
  private static final int FEATURE_BITS = 32;

  /**
   * ALTINSTR_FLAG_INV, since 5.18; since 6.3 the lowest bit of a member "flags", ALT_FLAG_NOT
   * (arch/x86/include/asm/alternative.h).
   */
  private static final int INVERTED_BEFORE = 1 << 15;

  private static final int NAME_BYTES = 32;

  private final Kernel kernel;

  AlternativeSites(Kernel kernel) {
    this.kernel = kernel;
  }

  void forEach(Consumer<CodeSite> sites) {
    Optional<Field> start = kernel.findField("alt_instr", "instr_offset");
    if (start.isEmpty() || kernel.architecture().machine() != Machines.EM_X86_64) {
      return;
    }
    Field feature = kernel.field("alt_instr", "cpuid");
    Optional<Field> flags = kernel.findField("alt_instr", "flags");
    SiteTables tables = new SiteTables(kernel, (int) kernel.struct("alt_instr").size());
    for (KernelModule module : kernel.modules()) {
      try {
        readModule(module, tables, start.get(), feature, flags, sites);
      } catch (MemoryFault problem) {
        kernel.note("alternatives of " + module.name() + ": " + problem.getMessage());
      }
    }
  }

  private void readModule(
      KernelModule module,
      SiteTables tables,
      Field start,
      Field feature,
      Optional<Field> flags,
      Consumer<CodeSite> sites) {
    Map<String, Long> sections = ModuleSections.of(kernel, module);
    Long table = sections.get(".altinstructions");
    if (table == null) {
      return;
    }
    // Only where sections begin is on record: the table ends where the next one begins.
    long end =
        sections.values().stream()
            .filter(address -> Long.compareUnsigned(address, table) > 0)
            .min(Long::compareUnsigned)
            .orElse(table);
    tables.read(
        table,
        Math.min(end - table, 1 << 20),
        (bytes, offset, address) -> {
          long at = tables.relative(bytes, offset, address, start);
          if (module.contains(at)) {
            int word = member(bytes, offset, feature);
            boolean not = flags.isPresent() && (member(bytes, offset, flags.get()) & 1) != 0;
            int inverted = not ? INVERTED_BEFORE : 0;
            sites.accept(new CodeSite(at, Kind.ALTERNATIVE, name(word | inverted), ""));
          }
        });
  }

  private int member(byte[] bytes, int offset, Field field) {
    int at = offset + (int) field.offset();
    return (int) ByteArrays.unsigned(bytes, at, 2, kernel.memory().byteOrder());
  }

  /** "X86_FEATURE_SMAP" by its number, or the number where the kernel keeps no name. */
  private String name(int word) {
    int number = word & ~INVERTED_BEFORE;
    String not = (word & INVERTED_BEFORE) != 0 ? "not " : "";
    OptionalLong flags = kernel.findAddress("x86_cap_flags");
    if (flags.isPresent() && number < 64 * FEATURE_BITS) {
      Memory memory = kernel.memory();
      try {
        long text = memory.u64(flags.getAsLong() + 8L * number);
        if (text != 0) {
          return not + "for " + memory.cString(text, NAME_BYTES);
        }
      } catch (MemoryFault _) {
        // The number says it too.
      }
    }
    return not + "for feature " + number / FEATURE_BITS + "*32+" + number % FEATURE_BITS;
  }
}
