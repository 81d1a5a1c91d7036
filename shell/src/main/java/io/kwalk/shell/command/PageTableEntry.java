package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.SwapEntry;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An x86-64 page table entry in words (Intel SDM volume 3A, section 5.5;
 * arch/x86/include/asm/pgtable_types.h).
 */
record PageTableEntry(long value) {
  private static final String[] NAMES = {
    "PRESENT", "RW", "USER", "PWT", "PCD", "ACCESSED", "DIRTY", "PSE", "GLOBAL"
  };
  private static final long ADDRESS_BITS = 0x000f_ffff_ffff_f000L;
  private static final int PROT_NONE_BIT = 8;

  boolean isPresent() {
    return (value & 1) != 0;
  }

  /** Not present, yet not empty, and not a page that is only protected: in swap. */
  boolean isSwap() {
    return value != 0 && !isPresent() && !isProtNone();
  }

  private boolean isProtNone() {
    return !isPresent() && (value >>> PROT_NONE_BIT & 1) != 0;
  }

  long physical() {
    return value & ADDRESS_BITS;
  }

  List<String> flags() {
    List<String> flags = new ArrayList<>();
    if (isProtNone()) {
      flags.add("PROTNONE");
    }
    for (int bit = 0; bit < NAMES.length; bit++) {
      if ((value >>> bit & 1) != 0) {
        flags.add(NAMES[bit]);
      }
    }
    if (value < 0) {
      flags.add("NX");
    }
    return flags;
  }

  /** Two lines: titles, and the entry below them. */
  void print(Kernel kernel, Output output) {
    Optional<String> file = isSwap() ? SwapEntry.of(value).file(kernel) : Optional.empty();
    if (output.json()) {
      output.row(json(file));
    } else if (isSwap()) {
      printSwap(file.map(Text::escape).orElse("(unknown)"), output);
    } else {
      printPage(output);
    }
  }

  private void printPage(Output output) {
    String entry = Long.toHexString(value);
    String physical = Long.toHexString(physical());
    int width = Math.max(3, entry.length());
    int physicalWidth = Math.max(8, physical.length());
    output.line(title("PTE", width) + "  " + title("PHYSICAL", physicalWidth) + "  FLAGS");
    String flags = value == 0 ? "no mapping" : String.join("|", flags());
    output.line(
        Text.center(entry, width)
            + "  "
            + Text.center(physical, physicalWidth)
            + "  ("
            + flags
            + ")");
  }

  private void printSwap(String file, Output output) {
    String entry = Long.toHexString(value);
    String offset = Long.toString(SwapEntry.of(value).offset());
    int width = Math.max(3, entry.length());
    int fileWidth = Math.max(4, file.length());
    int offsetWidth = Math.max(6, offset.length());
    output.line(
        title("PTE", width)
            + "  "
            + title("SWAP", fileWidth)
            + "  "
            + title("OFFSET", offsetWidth));
    output.line(Text.center(entry, width) + "  " + Text.left(file, fileWidth) + "  " + offset);
  }

  /** Centred, an odd blank to the right. */
  private static String title(String text, int width) {
    int blanks = width - text.length();
    return " ".repeat(blanks / 2) + text + " ".repeat(blanks - blanks / 2);
  }

  private JsonObject json(Optional<String> file) {
    JsonObject object = new JsonObject().putAddress("pte", value).put("present", isPresent());
    if (isSwap()) {
      SwapEntry swap = SwapEntry.of(value);
      return object
          .put("swap", file.orElse("(unknown)"))
          .put("swapType", swap.type())
          .put("offset", swap.offset());
    }
    return object.putAddress("physical", physical()).putStrings("flags", flags());
  }
}
