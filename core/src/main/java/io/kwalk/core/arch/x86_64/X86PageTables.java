package io.kwalk.core.arch.x86_64;

import io.kwalk.core.arch.PageEntry;
import io.kwalk.core.arch.PageTables;
import io.kwalk.core.arch.PageWalk;
import io.kwalk.core.arch.TableFormat;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryFault.Reason;
import io.kwalk.core.memory.MemoryFault.Space;
import java.util.ArrayList;
import java.util.List;

/**
 * Page tables of four or five levels (Intel SDM volume 3A, chapter 4;
 * arch/x86/include/asm/pgtable_types.h).
 *
 * <pre>
 *  56      48 47      39 38      30 29      21 20      12 11          0
 * |   PGD    |   P4D    |   PUD    |   PMD    |   PTE    |   offset    |   five levels
 *            |   PGD    |   PUD    |   PMD    |   PTE    |   offset    |   four levels
 * </pre>
 */
public final class X86PageTables implements PageTables {
  static final long PRESENT = 1;
  static final long LARGE = 1 << 7;

  /** _PAGE_PROTNONE: with PRESENT clear, a page that is there but that nobody may touch. */
  static final long PROT_NONE = 1 << 8;

  private static final String[] FLAGS = {
    "PRESENT", "RW", "USER", "PWT", "PCD", "ACCESSED", "DIRTY", "PSE", "GLOBAL"
  };

  private static final int SWAP_TYPE_BITS = 5;
  private static final int SWAP_OFFSET_SHIFT = 9;

  private static final long ADDRESS_BITS = 0x000f_ffff_ffff_f000L;
  private static final String[] FIVE_LEVELS = {"PGD", "P4D", "PUD", "PMD", "PTE"};
  private static final String[] FOUR_LEVELS = {"PGD", "PUD", "PMD", "PTE"};

  private final Memory physical;
  private final boolean fiveLevels;
  private final long addressMask;

  /**
   * @param smeMask the memory encryption bit of AMD's SME as vmcoreinfo's NUMBER(sme_mask) gives
   *     it, else 0
   */
  public X86PageTables(Memory physical, boolean fiveLevels, long smeMask) {
    this.physical = physical;
    this.fiveLevels = fiveLevels;
    this.addressMask = ADDRESS_BITS & ~smeMask;
  }

  public boolean fiveLevels() {
    return fiveLevels;
  }

  /** The bits of an entry that hold a physical address. */
  public long addressMask() {
    return addressMask;
  }

  @Override
  public int pageSize() {
    return 4096;
  }

  @Override
  public TableFormat format() {
    return new Format();
  }

  private final class Format implements TableFormat {
    @Override
    public int addressBits() {
      return X86PageTables.this.topShift() + 9;
    }

    @Override
    public int lowerBits() {
      return X86PageTables.this.topShift() + 8;
    }

    @Override
    public int topShift() {
      return X86PageTables.this.topShift();
    }

    @Override
    public int levelBits() {
      return 9;
    }

    @Override
    public int pageShift() {
      return 12;
    }

    @Override
    public boolean isPage(long entry, int shift) {
      return isPresent(entry) && X86PageTables.isPage(entry, shift);
    }

    @Override
    public long page(long entry, int shift) {
      return pageAddress(entry, shift);
    }

    @Override
    public boolean isTable(long entry, int shift) {
      return isPresent(entry);
    }

    @Override
    public long table(long entry) {
      return entry & addressMask;
    }
  }

  private int topShift() {
    return fiveLevels ? 48 : 39;
  }

  private boolean isCanonical(long address) {
    int unused = 64 - topShift() - 9;
    return address << unused >> unused == address;
  }

  @Override
  public long translate(long root, long address, Space space) {
    if (!isCanonical(address)) {
      throw new MemoryFault(space, address, Reason.INVALID);
    }
    long table = root & addressMask;
    for (int shift = topShift(); ; shift -= 9) {
      long entry = physical.u64(table + (address >>> shift & 511) * 8);
      if (!isPresent(entry)) {
        throw new MemoryFault(space, address, entry == 0 ? Reason.NOT_MAPPED : Reason.NOT_PRESENT);
      }
      if (isPage(entry, shift)) {
        long offset = (1L << shift) - 1;
        return pageAddress(entry, shift) | address & offset;
      }
      table = entry & addressMask;
    }
  }

  static boolean isPresent(long entry) {
    return (entry & (PRESENT | PROT_NONE)) != 0;
  }

  private static boolean isPage(long entry, int shift) {
    return shift == 12 || shift <= 30 && (entry & LARGE) != 0;
  }

  /** The physical address of the page that a last-level entry maps. */
  private long pageAddress(long entry, int shift) {
    // Entries without PRESENT keep the page number inverted, against L1TF
    // (arch/x86/include/asm/pgtable-invert.h, 4.19).
    long address = (entry & PRESENT) != 0 ? entry : ~entry;
    return address & addressMask & -(1L << shift);
  }

  @Override
  public PageWalk walk(long root, long address) {
    List<PageWalk.Step> steps = new ArrayList<>();
    if (!isCanonical(address)) {
      return new PageWalk(steps, false, 0, 0, null);
    }
    String[] levels = fiveLevels ? FIVE_LEVELS : FOUR_LEVELS;
    long table = root & addressMask;
    int shift = topShift();
    for (String level : levels) {
      long entryAddress = table + (address >>> shift & 511) * 8;
      long entry;
      try {
        entry = physical.u64(entryAddress);
      } catch (MemoryFault fault) {
        return new PageWalk(steps, false, 0, 0, fault);
      }
      steps.add(new PageWalk.Step(level, entryAddress, entry));
      if (!isPresent(entry)) {
        return new PageWalk(steps, false, 0, 0, null);
      }
      if (isPage(entry, shift)) {
        long size = 1L << shift;
        return new PageWalk(
            steps, true, pageAddress(entry, shift) | address & (size - 1), size, null);
      }
      table = entry & addressMask;
      shift -= 9;
    }
    return new PageWalk(steps, false, 0, 0, null);
  }

  @Override
  public PageEntry entry(long value) {
    List<String> flags = new ArrayList<>();
    boolean noAccess = (value & PRESENT) == 0 && (value & PROT_NONE) != 0;
    if (noAccess) {
      flags.add("PROTNONE");
    }
    for (int bit = 0; bit < FLAGS.length; bit++) {
      if ((value >>> bit & 1) != 0) {
        flags.add(FLAGS[bit]);
      }
    }
    if (value < 0) {
      flags.add("NX");
    }
    boolean mapped = isPresent(value);
    PageEntry.Swap swap = value != 0 && !mapped ? swap(value) : null;
    return new PageEntry(value, mapped, value & ADDRESS_BITS, flags, swap);
  }

  /**
   * arch/x86/include/asm/pgtable_64.h since 4.18: the type in bits 59 to 63, the offset inverted in
   * bits 9 to 58.
   */
  private static PageEntry.Swap swap(long value) {
    return new PageEntry.Swap(
        (int) (value >>> 64 - SWAP_TYPE_BITS),
        ~value << SWAP_TYPE_BITS >>> SWAP_TYPE_BITS + SWAP_OFFSET_SHIFT);
  }
}
