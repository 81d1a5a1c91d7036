package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The pages where kprobes keep the instructions that they replaced (struct kprobe_insn_cache,
 * include/linux/kprobes.h): a slot holds one that is stepped over or followed by a jump back, or,
 * of an optimised probe of x86, a copy of optprobe_template that saves the registers, calls
 * optimized_callback and ends in those instructions (arch/x86/kernel/kprobes/opt.c). Read once per
 * kernel: a few words for each page.
 */
public final class KprobeSlots {
  private static final int LONGEST_NAME = 64;

  /** The call in the template: five bytes. */
  private static final int CALL = 5;

  /** Behind the call two moves of eight bytes each, from the flags' place to another. */
  private static final int FLAGS_MOVED = 16;

  /** REX.W, mov of a word to rdi: the address of the struct optimized_kprobe. */
  private static final int LOAD = 0xbf48;

  /** One page of slots. */
  record Page(String name, AddressRange range, int slot, boolean optimised) {
    /** Where the slot that holds {@code address} begins. */
    long slotOf(long address) {
      return address - (address - range.start()) % slot;
    }
  }

  /**
   * What optprobe_template is, as offsets from its start.
   *
   * @param value where the probe's address is loaded
   * @param call where optimized_callback is called
   * @param end where the copied instructions follow
   */
  private record Template(long value, long call, long end) {}

  private final Kernel kernel;
  private final List<Page> pages = new ArrayList<>();
  private final Optional<Template> template;

  private KprobeSlots(Kernel kernel) {
    this.kernel = kernel;
    this.template = findTemplate();
    readPages("kprobe_insn_slots", "kprobe_insn_page", false);
    readPages("kprobe_optinsn_slots", "kprobe_optinsn_page", true);
  }

  public static KprobeSlots of(Kernel kernel) {
    return kernel.part(KprobeSlots.class, KprobeSlots::new);
  }

  List<Page> pages() {
    return pages;
  }

  /**
   * Whether a call that returns behind {@code address} has a whole struct pt_regs at the stack
   * pointer, ip and sp being the probed function's: in an optimised probe's slot from the call of
   * optimized_callback on, which fills in what the template could not know.
   */
  public boolean hasRegisters(long address) {
    Optional<Page> page = at(address).filter(Page::optimised);
    if (page.isEmpty() || template.isEmpty()) {
      return false;
    }
    long offset = address - page.get().slotOf(address);
    long call = template.get().call();
    return offset > call && offset < call + CALL + FLAGS_MOVED;
  }

  /** The address whose instruction {@code address} has a copy of; empty if it is no copy. */
  public OptionalLong original(long address) {
    Optional<Page> page = at(address);
    try {
      return page.isEmpty()
          ? OptionalLong.empty()
          : page.get().optimised() ? ofOptimised(page.get(), address) : ofCopy(page.get(), address);
    } catch (MemoryFault | UnknownNameException _) {
      return OptionalLong.empty();
    }
  }

  private Optional<Page> at(long address) {
    return pages.stream().filter(page -> page.range().contains(address)).findFirst();
  }

  /** The slot itself says whose it is, even if the probe has left kprobe_table since. */
  private OptionalLong ofOptimised(Page page, long address) {
    long slot = page.slotOf(address);
    Memory memory = kernel.memory();
    if (template.isEmpty() || address - slot < template.get().end()) {
      return OptionalLong.empty();
    }
    long load = slot + template.get().value();
    if (memory.u16(load) != LOAD) {
      return OptionalLong.empty();
    }
    long probe = memory.u64(load + 2) + kernel.field("optimized_kprobe", "kp").offset();
    long copied = kernel.field("kprobe", "addr").get(memory, probe);
    return OptionalLong.of(copied + address - slot - template.get().end());
  }

  private OptionalLong ofCopy(Page page, long address) {
    long slot = page.slotOf(address);
    Field copy = kernel.field("kprobe", "ainsn.insn");
    Field probed = kernel.field("kprobe", "addr");
    Memory memory = kernel.memory();
    return new KprobeSites(kernel)
        .probes()
        .filter(probe -> copy.get(memory, probe) == slot)
        .map(probe -> probed.get(memory, probe) + address - slot)
        .findFirst();
  }

  private Optional<Template> findTemplate() {
    OptionalLong start = kernel.findAddress("optprobe_template_entry");
    OptionalLong value = kernel.findAddress("optprobe_template_val");
    OptionalLong call = kernel.findAddress("optprobe_template_call");
    OptionalLong end = kernel.findAddress("optprobe_template_end");
    if (start.isEmpty() || value.isEmpty() || call.isEmpty() || end.isEmpty()) {
      return Optional.empty();
    }
    long base = start.getAsLong();
    return Optional.of(
        new Template(value.getAsLong() - base, call.getAsLong() - base, end.getAsLong() - base));
  }

  /** A cache may not be there: in a kernel without kprobes, or in a dump without its pages. */
  private void readPages(String variable, String usualName, boolean optimised) {
    OptionalLong cache = kernel.findAddress(variable);
    if (cache.isEmpty()) {
      return;
    }
    try {
      readPages(cache.getAsLong(), usualName, optimised);
    } catch (MemoryFault | UnknownNameException _) {
      // What was found so far counts.
    }
  }

  private void readPages(long cache, String usualName, boolean optimised) {
    Memory memory = kernel.memory();
    Field list = kernel.field("kprobe_insn_cache", "pages");
    Field link = kernel.field("kprobe_insn_page", "list");
    Field code = kernel.field("kprobe_insn_page", "insns");
    long slot = kernel.field("kprobe_insn_cache", "insn_size").get(memory, cache);
    long pageSize = kernel.pageTables().pageSize();
    if (slot <= 0 || slot > pageSize) {
      return;
    }
    String name = name(cache, usualName);
    for (long node : ListHead.walk(memory, list.addressIn(cache)).nodes()) {
      long start = code.get(memory, node - link.offset());
      AddressRange range = new AddressRange(start, start + pageSize);
      pages.add(new Page(name, range, (int) slot, optimised));
    }
  }

  /** kprobe_insn_cache.sym, since 5.9. */
  private String name(long cache, String usual) {
    Optional<Field> name = kernel.findField("kprobe_insn_cache", "sym");
    return name.map(field -> field.get(kernel.memory(), cache))
        .filter(address -> address != 0)
        .map(address -> kernel.memory().cString(address, LONGEST_NAME))
        .orElse(usual);
  }
}
