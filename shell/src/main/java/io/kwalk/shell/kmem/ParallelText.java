package io.kwalk.shell.kmem;

import io.kwalk.core.memory.InOrder;
import io.kwalk.core.memory.InOrder.Piece;
import io.kwalk.linux.mm.PageArrayReader;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Text about every struct page: rendered on all processors, in pieces, which go out in order while
 * the next ones are made.
 */
final class ParallelText {
  /** Blocks a piece: some 4096 lines. */
  private static final int BLOCKS = 8;

  /** Makes the lines of a block; several threads call it at once. */
  @FunctionalInterface
  interface Renderer {
    void render(PageArrayReader.Block block, AsciiText text);
  }

  /** Makes the rows of a block; several threads may call it at once. */
  @FunctionalInterface
  interface RowMaker {
    void make(PageArrayReader.Block block, Consumer<JsonObject> rows);
  }

  private final PageArrayReader pages;
  private final Consumer<String> troubles;
  private final Renderer renderer;
  private final long[] starts;
  private final Queue<AsciiText> unused = new ConcurrentLinkedQueue<>();

  private ParallelText(PageArrayReader pages, Consumer<String> troubles, Renderer renderer) {
    this.pages = pages;
    this.troubles = troubles;
    this.renderer = renderer;
    this.starts = pages.blocks(troubles);
  }

  /** Writes what {@code renderer} makes of every block; {@code troubles} are told at the end. */
  static void write(
      PageArrayReader pages, Output output, Consumer<String> troubles, Renderer renderer) {
    Queue<String> met = new ConcurrentLinkedQueue<>();
    try {
      new ParallelText(pages, met::add, renderer).write(output);
    } finally {
      met.forEach(troubles);
    }
  }

  /**
   * Gives out the rows that {@code maker} makes of every block: JSON is rendered on all processors,
   * anything else by {@code output} itself, a row after the other.
   */
  static void rows(
      PageArrayReader pages, Output output, Consumer<String> troubles, RowMaker maker) {
    if (output.writesJson()) {
      write(
          pages,
          output,
          troubles,
          (block, text) -> maker.make(block, row -> text.append(row.toString()).append('\n')));
      return;
    }
    byte[] buffer = pages.buffer();
    for (long start : pages.blocks(troubles)) {
      output.checkInterrupted();
      pages.read(start, buffer, block -> maker.make(block, output::row), troubles);
    }
  }

  private void write(Output output) {
    int pieces = (starts.length + BLOCKS - 1) / BLOCKS;
    Stream<Piece<AsciiText>> work = IntStream.range(0, pieces).mapToObj(i -> () -> piece(i));
    try (InOrder<AsciiText> texts = InOrder.of(work.iterator())) {
      while (texts.hasNext()) {
        output.checkInterrupted();
        AsciiText text = texts.next();
        output.write(text.bytes(), text.length());
        text.clear();
        unused.add(text);
      }
    }
  }

  private AsciiText piece(int piece) {
    AsciiText known = unused.poll();
    AsciiText text = known == null ? new AsciiText() : known;
    byte[] buffer = pages.buffer();
    int end = Math.min(starts.length, (piece + 1) * BLOCKS);
    for (int i = piece * BLOCKS; i < end; i++) {
      pages.read(starts[i], buffer, block -> renderer.render(block, text), troubles);
    }
    return text;
  }
}
