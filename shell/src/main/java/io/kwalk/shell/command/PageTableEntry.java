package io.kwalk.shell.command;

import io.kwalk.core.arch.PageEntry;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.SwapEntry;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.Optional;

/** A page table entry in words. */
record PageTableEntry(Kernel kernel, PageEntry entry) {
  static PageTableEntry of(Kernel kernel, long value) {
    return new PageTableEntry(kernel, kernel.pageTables().entry(value));
  }

  boolean isSwap() {
    return entry.swap() != null;
  }

  private Optional<SwapEntry> swap() {
    return Optional.ofNullable(entry.swap()).map(SwapEntry::new);
  }

  /** Two lines: titles, and the entry below them. */
  void print(Output output) {
    Optional<SwapEntry> swap = swap();
    Optional<String> file = swap.flatMap(place -> place.file(kernel));
    if (output.json()) {
      output.row(json(file));
    } else if (swap.isPresent()) {
      printSwap(swap.get(), file.map(Text::escape).orElse("(unknown)"), output);
    } else {
      printPage(output);
    }
  }

  private void printPage(Output output) {
    String text = Long.toHexString(entry.value());
    String physical = Long.toHexString(entry.physical());
    int width = Math.max(3, text.length());
    int physicalWidth = Math.max(8, physical.length());
    output.line(title("PTE", width) + "  " + title("PHYSICAL", physicalWidth) + "  FLAGS");
    String flags = entry.value() == 0 ? "no mapping" : String.join("|", entry.flags());
    output.line(
        Text.center(text, width)
            + "  "
            + Text.center(physical, physicalWidth)
            + "  ("
            + flags
            + ")");
  }

  private void printSwap(SwapEntry swap, String file, Output output) {
    String text = Long.toHexString(entry.value());
    String offset = Long.toString(swap.offset());
    int width = Math.max(3, text.length());
    int fileWidth = Math.max(4, file.length());
    int offsetWidth = Math.max(6, offset.length());
    output.line(
        title("PTE", width)
            + "  "
            + title("SWAP", fileWidth)
            + "  "
            + title("OFFSET", offsetWidth));
    output.line(Text.center(text, width) + "  " + Text.left(file, fileWidth) + "  " + offset);
  }

  /** Centred, an odd blank to the right. */
  private static String title(String text, int width) {
    int blanks = width - text.length();
    return " ".repeat(blanks / 2) + text + " ".repeat(blanks - blanks / 2);
  }

  private JsonObject json(Optional<String> file) {
    JsonObject object =
        new JsonObject().putAddress("pte", entry.value()).put("present", entry.isValid());
    Optional<SwapEntry> swap = swap();
    return swap.isPresent()
        ? object
            .put("swap", file.orElse("(unknown)"))
            .put("swap_type", swap.get().type())
            .put("offset", swap.get().offset())
        : object.putAddress("physical", entry.physical()).putStrings("flags", entry.flags());
  }
}
