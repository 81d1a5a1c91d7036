package io.kwalk.shell.kmem;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.SystemPages;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.line.Addresses;

/** An address argument of kmem: of a struct page, a kernel address, or a physical one. */
final class Place {
  private final Kernel kernel;
  private final String word;
  private final long given;
  private final boolean physical;
  private final boolean structPage;

  Place(Kernel kernel, String word, boolean physical) throws CommandException {
    this.kernel = kernel;
    this.word = word;
    given = Addresses.parse(kernel, word);
    // The kernel's half of the address space has the highest bit set.
    this.physical = physical || given >= 0;
    structPage = !this.physical && SystemPages.isStructPage(kernel, given);
  }

  /** The address as it was given. */
  long given() {
    return given;
  }

  /** Whether the argument is the address of a struct page. */
  boolean isStructPage() {
    return structPage;
  }

  boolean isPhysical() {
    return physical;
  }

  /** The physical address that is meant. */
  long physical() throws CommandException {
    if (physical) {
      if (!SystemPages.exists(kernel, given)) {
        throw new CommandException(word + ": physical address not found in mem map");
      }
      return given;
    }
    try {
      return structPage
          ? PageStructs.of(kernel).physicalOf(given)
          : kernel.memory().physical(given);
    } catch (MemoryFault fault) {
      throw new CommandException(word + ": " + fault.getMessage());
    }
  }

  /** The address of the struct page that is meant. */
  long structPage() throws CommandException {
    return structPage ? given : PageStructs.of(kernel).address(physical());
  }

  /** The kernel address that is meant: of a physical one, where the direct map has it. */
  long address() throws CommandException {
    if (structPage) {
      return PageStructs.of(kernel).memoryOf(given);
    }
    return physical ? kernel.layout().map().directMapOf(physical()).orElse(given) : given;
  }
}
