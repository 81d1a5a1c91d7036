package io.kwalk.core.arch.arm64;

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
 * Page tables of one to five levels (Arm ARM, chapter D8; arch/arm64/include/asm/pgtable-hwdef.h).
 *
 * <pre>
 *  63     54 53 52 51 50 49            pageShift    12 11 10 9 8    2 1 0
 * | software   |  attributes  |       address        | nG AF  SH      type |
 *                                                              type 0b01 block, 0b11 table or page
 *  64 KiB pages: address bits 48 to 51 stand in bits 12 to 15
 *  FEAT_LPA2:    address bits 48 and 49 in their places, 50 and 51 in bits 8 and 9
 * </pre>
 *
 * <p>The contiguous bit (52) is a hint and ignored; so is the highest byte of an address, which may
 * carry a tag.
 */
public final class Arm64PageTables implements PageTables {
  private static final long TYPE = 3;
  private static final long TABLE_OR_PAGE = 3;
  private static final long BLOCK = 1;
  private static final long VALID = 1;
  private static final long ADDRESS_48 = 0x0000_ffff_ffff_f000L;
  private static final long ADDRESS_50 = 0x0003_ffff_ffff_f000L;

  /** Bit 55 tells which half of the address space an address is of. */
  private static final int HALF_BIT = 55;

  private static final String[] LEVELS = {"PGD", "P4D", "PUD", "PMD", "PTE"};

  private final Memory physical;
  private final TranslationRegime regime;
  private final InvalidEntries invalidEntries;

  /**
   * @param invalidEntries how the kernel writes entries that the processor does not look at
   */
  public Arm64PageTables(Memory physical, TranslationRegime regime, InvalidEntries invalidEntries) {
    this.physical = physical;
    this.regime = regime;
    this.invalidEntries = invalidEntries;
  }

  public TranslationRegime regime() {
    return regime;
  }

  @Override
  public int pageSize() {
    return 1 << regime.pageShift();
  }

  /** The address without its tag; its half decides the bits above. */
  private static long untagged(long address) {
    return address << 63 - HALF_BIT >> 63 - HALF_BIT;
  }

  /** Whether the bits that are not translated all say which half it is. */
  private boolean isCanonical(long address) {
    long above = untagged(address) >> regime.addressBits();
    return above == 0 || above == -1;
  }

  private long index(long address, int shift) {
    int bits = Math.min(regime.levelBits(), regime.tableBits() - shift);
    return address >>> shift & (1L << bits) - 1;
  }

  @Override
  public long translate(long root, long address, Space space) {
    if (!isCanonical(address)) {
      throw new MemoryFault(space, address, Reason.INVALID);
    }
    long table = root;
    for (int shift = regime.topShift(); ; shift -= regime.levelBits()) {
      long entry = physical.u64(table + 8 * index(address, shift));
      if (isPage(entry, shift)) {
        long offset = (1L << shift) - 1;
        return address(entry) & ~offset | address & offset;
      }
      if ((entry & TYPE) != TABLE_OR_PAGE || shift == regime.pageShift()) {
        throw new MemoryFault(space, address, entry == 0 ? Reason.NOT_MAPPED : Reason.NOT_PRESENT);
      }
      table = address(entry);
    }
  }

  private boolean isPage(long entry, int shift) {
    boolean last = shift == regime.pageShift();
    if (last) {
      return (entry & TYPE) == TABLE_OR_PAGE || invalidEntries.isPage(entry);
    }
    boolean block = (entry & TYPE) == BLOCK || invalidEntries.isPage(entry);
    return block && regime.mayBeBlock(shift);
  }

  /** The physical address in a descriptor. */
  private long address(long entry) {
    if (regime.pageShift() == 16) {
      return entry & ADDRESS_48 & -1L << 16 | (entry & 0xf000) << 36;
    }
    long page = -1L << regime.pageShift();
    return regime.hasWideDescriptors()
        ? entry & ADDRESS_50 & page | (entry & 0x300) << 42
        : entry & ADDRESS_48 & page;
  }

  @Override
  public PageWalk walk(long root, long address) {
    List<PageWalk.Step> steps = new ArrayList<>();
    if (!isCanonical(address)) {
      return new PageWalk(steps, false, 0, 0, null);
    }
    long table = root;
    for (int shift = regime.topShift(); shift >= regime.pageShift(); shift -= regime.levelBits()) {
      long entryAddress = table + 8 * index(address, shift);
      long entry;
      try {
        entry = physical.u64(entryAddress);
      } catch (MemoryFault fault) {
        return new PageWalk(steps, false, 0, 0, fault);
      }
      steps.add(new PageWalk.Step(level(steps.size()), entryAddress, entry));
      if (isPage(entry, shift)) {
        long size = 1L << shift;
        long page = address(entry) & -size;
        return new PageWalk(steps, true, page | address & size - 1, size, null);
      }
      if ((entry & TYPE) != TABLE_OR_PAGE) {
        break;
      }
      table = address(entry);
    }
    return new PageWalk(steps, false, 0, 0, null);
  }

  @Override
  public TableFormat format() {
    return new Format();
  }

  private final class Format implements TableFormat {
    @Override
    public int addressBits() {
      return regime.tableBits();
    }

    @Override
    public int lowerBits() {
      return regime.tableBits();
    }

    @Override
    public int topShift() {
      return regime.topShift();
    }

    @Override
    public int levelBits() {
      return regime.levelBits();
    }

    @Override
    public int pageShift() {
      return regime.pageShift();
    }

    @Override
    public boolean isPage(long entry, int shift) {
      return Arm64PageTables.this.isPage(entry, shift);
    }

    @Override
    public long page(long entry, int shift) {
      return address(entry) & -1L << shift;
    }

    @Override
    public boolean isTable(long entry, int shift) {
      return (entry & TYPE) == TABLE_OR_PAGE;
    }

    @Override
    public long table(long entry) {
      return address(entry);
    }
  }

  /** Linux names the top table PGD, the others from the end; of two levels the last is the PTE. */
  private String level(int step) {
    return step == 0 ? LEVELS[0] : LEVELS[LEVELS.length - regime.levels() + step];
  }

  @Override
  public PageEntry entry(long value) {
    boolean valid = (value & VALID) != 0;
    boolean mapped = valid || invalidEntries.isPage(value);
    PageEntry.Swap swap = mapped || value == 0 ? null : invalidEntries.swap(value);
    List<String> flags = EntryFlags.names(value, valid, mapped, regime.hasWideDescriptors());
    return new PageEntry(value, mapped, address(value), flags, swap);
  }
}
