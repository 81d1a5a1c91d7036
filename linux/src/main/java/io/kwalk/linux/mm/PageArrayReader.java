package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Every struct page of the sections that are present, in order, read in blocks. */
public final class PageArrayReader {
  /** Struct pages a block. */
  public static final int BLOCK = 512;

  /**
   * Struct pages of one block.
   *
   * @param address of the first
   * @param physical address of the first's page
   * @param bytes their memory
   */
  public record Block(long address, long physical, byte[] bytes) {}

  private final Kernel kernel;
  private final ByteOrder order;
  private final int size;
  private final Field flags;
  private final Field mapping;
  private final Optional<Field> index;
  private final Field count;

  private PageArrayReader(Kernel kernel) {
    this.kernel = kernel;
    order = kernel.memory().byteOrder();
    size = (int) kernel.struct("page").size();
    flags = kernel.field("page", "flags.f", "flags");
    mapping = kernel.field("page", "mapping");
    index = kernel.findField("page", "index", "__folio_index");
    count = kernel.field("page", "_refcount.counter");
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
  public List<Long> blocks(List<String> troubles) {
    List<Long> starts = new ArrayList<>();
    for (MemorySection section : MemorySections.of(kernel, troubles)) {
      for (long page = 0; page < section.pages(); page += BLOCK) {
        starts.add(section.map() + page * size);
      }
    }
    return starts;
  }

  /**
   * The block that begins at {@code address}.
   *
   * @throws MemoryFault if the dump lacks a part of it
   */
  public Block read(long address) {
    Memory memory = kernel.memory();
    long physical = PageStructs.of(kernel).physicalOf(address);
    return new Block(address, physical, memory.read(address, BLOCK * size));
  }

  /** The page at {@code i} of a block. */
  public PageStructs.Page page(Block block, int i) {
    int at = i * size;
    return new PageStructs.Page(
        block.address() + at,
        block.physical() + (long) i * kernel.pageTables().pageSize(),
        word(block, at, mapping),
        index.isPresent() ? word(block, at, index.get()) : 0,
        ByteArrays.u32(block.bytes(), at + (int) count.offset(), order),
        word(block, at, flags));
  }

  private long word(Block block, int at, Field field) {
    int width = (int) field.size();
    return ByteArrays.unsigned(block.bytes(), at + (int) field.offset(), width, order);
  }

  /** Gives every page to {@code pages}; {@code pause} is called once a block. */
  public void visit(Consumer<PageStructs.Page> pages, Consumer<String> troubles, Runnable pause) {
    List<String> missing = new ArrayList<>();
    for (long start : blocks(missing)) {
      pause.run();
      try {
        Block block = read(start);
        for (int i = 0; i < BLOCK; i++) {
          pages.accept(page(block, i));
        }
      } catch (MemoryFault fault) {
        troubles.accept(String.valueOf(fault.getMessage()));
      }
    }
    missing.forEach(troubles);
  }
}
