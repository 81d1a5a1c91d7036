package io.kwalk.linux.mm;

import io.kwalk.core.arch.VirtualMemory;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Every struct page of the sections that are present, in order, read in blocks. */
public final class PageArrayReader {
  /** Struct pages a block. */
  public static final int BLOCK = 512;

  /** What of a block is tried on its own where the whole cannot be read. */
  private static final int PIECE = 64;

  /** Blocks that a thread takes at once. */
  private static final int PART = 16;

  /**
   * Struct pages of one block.
   *
   * @param address of the first
   * @param physical address of the first's page
   * @param count of them
   * @param bytes their memory, from the first byte on
   */
  public record Block(long address, long physical, int count, byte[] bytes) {}

  private final Kernel kernel;
  private final PageStructs structs;
  private final ByteOrder order;
  private final int size;
  private final long pageSize;
  private final int flags;
  private final int mapping;
  private final int index;
  private final int count;

  private PageArrayReader(Kernel kernel) {
    this.kernel = kernel;
    structs = PageStructs.of(kernel);
    order = kernel.memory().byteOrder();
    size = (int) kernel.struct("page").size();
    pageSize = kernel.pageTables().pageSize();
    flags = (int) kernel.field("page", "flags.f", "flags").offset();
    mapping = (int) kernel.field("page", "mapping").offset();
    index =
        kernel.findField("page", "index", "__folio_index").map(f -> (int) f.offset()).orElse(-1);
    count = (int) kernel.field("page", "_refcount.counter").offset();
  }

  /**
   * The reader of {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if it has no such types
   */
  public static PageArrayReader of(Kernel kernel) {
    return kernel.part(PageArrayReader.class, PageArrayReader::new);
  }

  /** Addresses of the blocks' first struct pages. */
  public long[] blocks(Consumer<String> troubles) {
    List<String> missing = new ArrayList<>();
    LongStream.Builder starts = LongStream.builder();
    for (MemorySection section : MemorySections.of(kernel, missing)) {
      for (long page = 0; page < section.pages(); page += BLOCK) {
        starts.add(section.map() + page * size);
      }
    }
    missing.forEach(troubles);
    return starts.build().toArray();
  }

  /** Bytes that {@link #read} takes. */
  public byte[] buffer() {
    return new byte[BLOCK * size];
  }

  /**
   * Reads the block that begins at {@code start} into {@code buffer}, and gives it to {@code
   * visitor}; where the dump lacks a part of it, what there is, in smaller ones.
   */
  public void read(long start, byte[] buffer, Visitor visitor, Consumer<String> troubles) {
    try {
      visitor.visit(block(start, BLOCK, buffer));
    } catch (MemoryFault _) {
      for (int i = 0; i < BLOCK; i += PIECE) {
        try {
          visitor.visit(block(start + (long) i * size, PIECE, buffer));
        } catch (MemoryFault fault) {
          troubles.accept(String.valueOf(fault.getMessage()));
        }
      }
    }
  }

  private Block block(long start, int count, byte[] buffer) {
    copy(start, buffer, count * size);
    return new Block(start, structs.physicalOf(start), count, buffer);
  }

  /** Past the cache: the whole array is more than it should hold, and is gone through once. */
  private void copy(long start, byte[] buffer, int length) {
    VirtualMemory memory = kernel.memory();
    int whole = kernel.physical().pageSize();
    byte[] page = new byte[whole];
    for (int done = 0; done < length; ) {
      long at = start + done;
      int count = Math.min(whole - (int) (at & whole - 1), length - done);
      if (count == whole && kernel.physical().copyPage(memory.physical(at), page, whole)) {
        System.arraycopy(page, 0, buffer, done, whole);
      } else {
        memory.read(at, buffer, done, count);
      }
      done += count;
    }
  }

  /** The page at {@code i} of a block. */
  public PageStructs.Page page(Block block, int i) {
    return new PageStructs.Page(
        block.address() + (long) i * size,
        physical(block, i),
        mapping(block, i),
        index(block, i),
        count(block, i),
        flags(block, i));
  }

  /** The physical address of the page at {@code i}. */
  public long physical(Block block, int i) {
    return block.physical() + i * pageSize;
  }

  /** See {@link PageStructs.Page}. */
  public long mapping(Block block, int i) {
    return ByteArrays.u64(block.bytes(), i * size + mapping, order);
  }

  /** 0 where a page has none. */
  public long index(Block block, int i) {
    return index < 0 ? 0 : ByteArrays.u64(block.bytes(), i * size + index, order);
  }

  /** _refcount. */
  public long count(Block block, int i) {
    return ByteArrays.u32(block.bytes(), i * size + count, order);
  }

  /** With the zone, node and section bits. */
  public long flags(Block block, int i) {
    return ByteArrays.u64(block.bytes(), i * size + flags, order);
  }

  /** Whether the struct page at {@code i} is byte by byte that at {@code i - 1}. */
  public boolean isRepeated(Block block, int i) {
    int at = i * size;
    return i > 0 && Arrays.equals(block.bytes(), at, at + size, block.bytes(), at - size, at);
  }

  /** What is done with a block. */
  @FunctionalInterface
  public interface Visitor {
    /** The block's bytes are another's afterwards; it raises no fault of its own. */
    void visit(Block block);
  }

  /** Gives every block to {@code visitor}, on all processors and in no order. */
  public void visitParallel(Visitor visitor, Consumer<String> troubles) {
    long[] starts = blocks(troubles);
    IntStream.range(0, (starts.length + PART - 1) / PART)
        .parallel()
        .forEach(part -> {
          byte[] buffer = buffer();
          for (int i = part * PART; i < Math.min(starts.length, part * PART + PART); i++) {
            read(starts[i], buffer, visitor, troubles);
          }
        });
  }

  /** Bytes of a struct page. */
  public int structSize() {
    return size;
  }

  /** Gives every page to {@code pages}, in order; {@code pause} is called once a block. */
  public void visit(Consumer<PageStructs.Page> pages, Consumer<String> troubles, Runnable pause) {
    byte[] buffer = buffer();
    for (long start : blocks(troubles)) {
      pause.run();
      read(start, buffer, block -> visit(block, pages), troubles);
    }
  }

  private void visit(Block block, Consumer<PageStructs.Page> pages) {
    for (int i = 0; i < block.count(); i++) {
      pages.accept(page(block, i));
    }
  }
}
