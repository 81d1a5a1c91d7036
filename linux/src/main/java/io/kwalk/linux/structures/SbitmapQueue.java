package io.kwalk.linux.structures;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.cpu.PerCpu;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A scalable bitmap with waiters, by which blk-mq gives out tags: a handle on a struct
 * sbitmap_queue (include/linux/sbitmap.h, since 4.9).
 */
public record SbitmapQueue(Kernel kernel, long address) {
  /** More bits than a queue of tags has. */
  private static final long MOST_BITS = 1 << 24;

  /** SBQ_WAIT_QUEUES. */
  private static final int WAIT_QUEUES = 8;

  private Layout layout() {
    return kernel.part(Layout.class, Layout::new);
  }

  private long get(Field field) {
    return field.get(kernel.memory(), address);
  }

  /** How many bits there are. */
  public long depth() {
    return get(layout().depth);
  }

  /** How many bits a word holds, as a power of two. */
  public long shift() {
    return get(layout().shift);
  }

  /** How many words there are. */
  public long words() {
    return get(layout().words);
  }

  public boolean isRoundRobin() {
    return get(layout().roundRobin) != 0;
  }

  public long wakeBatch() {
    return get(layout().wakeBatch);
  }

  public long wakeIndex() {
    return get(layout().wakeIndex);
  }

  /** Wait queues that somebody waits in; empty before 5.0. */
  public OptionalLong active() {
    return layout().active.map(this::get).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  public long minimumShallowDepth() {
    return get(layout().shallowDepth) & 0xffff_ffffL;
  }

  /** Where each processor looks first, of those that may be there. */
  public List<Long> allocationHints() {
    long offset = get(layout().hints);
    PerCpu processors = kernel.perCpu();
    return processors
        .possible()
        .mapToObj(cpu -> kernel.memory().u32(processors.offset(cpu) + offset))
        .toList();
  }

  /**
   * A queue of those who wait for a bit.
   *
   * @param wakeCount how many bits must become free before it is woken; empty since 6.1
   */
  public record Waiters(OptionalLong wakeCount, boolean active) {}

  /** The wait queues; none where nobody can wait. */
  public List<Waiters> waiters() {
    List<Waiters> found = new ArrayList<>();
    long table = get(layout().waiters);
    for (int i = 0; i < WAIT_QUEUES && table != 0; i++) {
      long queue = table + i * layout().waitState.size();
      long head = layout().waitHead.addressIn(queue);
      boolean active = kernel.memory().u64(head) != head;
      OptionalLong count =
          layout()
              .waitCount
              .map(field -> OptionalLong.of(field.get(kernel.memory(), queue)))
              .orElse(OptionalLong.empty());
      found.add(new Waiters(count, active));
    }
    return found;
  }

  /**
   * The bits.
   *
   * @param cleared given back, but not yet taken out of {@code set}
   */
  public record Bits(BitSet set, BitSet cleared) {
    /** Those in use. */
    public BitSet busy() {
      BitSet busy = (BitSet) set.clone();
      busy.andNot(cleared);
      return busy;
    }
  }

  /**
   * Reads the bits.
   *
   * @throws MemoryFault if a word cannot be read, or the struct cannot be a bitmap
   */
  public Bits bits() {
    Memory memory = kernel.memory();
    long depth = depth();
    long shift = shift();
    if (depth < 0 || depth > MOST_BITS || shift < 0 || shift > 6) {
      throw new MemoryFault(MemoryFault.Space.KERNEL, address, MemoryFault.Reason.INVALID);
    }
    BitSet set = new BitSet();
    BitSet cleared = new BitSet();
    long map = get(layout().map);
    for (long bit = 0; bit < depth; bit += 1L << shift) {
      long word = map + (bit >> shift) * layout().word.size();
      long count = Math.min(1L << shift, depth - bit);
      add(set, bit, count, layout().bits.get(memory, word));
      // Since 5.0 (ea86ea2cdced).
      if (layout().cleared.isPresent()) {
        add(cleared, bit, count, layout().cleared.get().get(memory, word));
      }
    }
    return new Bits(set, cleared);
  }

  private static void add(BitSet bits, long first, long count, long word) {
    for (int i = 0; i < count; i++) {
      bits.set((int) first + i, (word >>> i & 1) != 0);
    }
  }

  private static final class Layout {
    final Field depth;
    final Field shift;
    final Field words;
    final Field map;
    final Field roundRobin;
    final Field hints;
    final Field wakeBatch;
    final Field wakeIndex;
    final Field waiters;
    final Optional<Field> active;
    final Field shallowDepth;
    final StructType word;
    final Field bits;
    final Optional<Field> cleared;
    final StructType waitState;
    final Optional<Field> waitCount;
    final Field waitHead;

    Layout(Kernel kernel) {
      depth = kernel.field("sbitmap_queue", "sb.depth");
      shift = kernel.field("sbitmap_queue", "sb.shift");
      words = kernel.field("sbitmap_queue", "sb.map_nr");
      map = kernel.field("sbitmap_queue", "sb.map");
      // In the queue itself to 5.11 (efe1f3a1d583, c548e62bcf6a moved them).
      roundRobin = kernel.field("sbitmap_queue", "sb.round_robin", "round_robin");
      hints = kernel.field("sbitmap_queue", "sb.alloc_hint", "alloc_hint");
      wakeBatch = kernel.field("sbitmap_queue", "wake_batch");
      wakeIndex = kernel.field("sbitmap_queue", "wake_index.counter");
      waiters = kernel.field("sbitmap_queue", "ws");
      active = kernel.findField("sbitmap_queue", "ws_active.counter");
      shallowDepth = kernel.field("sbitmap_queue", "min_shallow_depth");
      word = kernel.struct("sbitmap_word");
      bits = kernel.field("sbitmap_word", "word");
      cleared = kernel.findField("sbitmap_word", "cleared");
      waitState = kernel.struct("sbq_wait_state");
      // Gone in 6.1 (4f8126bb2308).
      waitCount = kernel.findField("sbq_wait_state", "wait_cnt.counter");
      waitHead = kernel.field("sbq_wait_state", "wait.head");
    }
  }
}
