package io.kwalk.shell.command;

import io.kwalk.core.arch.PageEntry;
import io.kwalk.core.arch.PageWalk;
import io.kwalk.core.image.Machines;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.mm.PageStructs.Page;
import io.kwalk.linux.mm.SwapEntry;
import io.kwalk.linux.swap.SwappedPages;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One address on its way through the page tables, as `vtop` prints it.
 *
 * @param root physical address of the top table
 * @param user whether it is a process's address
 * @param mapping of a user address
 */
record Translation(
    Kernel kernel,
    long address,
    long root,
    boolean user,
    PageWalk walk,
    Optional<Mapping> mapping) {

  static Translation ofKernel(Kernel kernel, long address) {
    long root = kernel.layout().rootTable();
    PageWalk walk = kernel.pageTables().walk(root, address);
    return new Translation(kernel, address, root, false, walk, Optional.empty());
  }

  static Translation ofUser(Kernel kernel, Task task, long address) throws CommandException {
    long root = AddressSpace.rootTable(kernel, task);
    PageWalk walk = kernel.pageTables().walk(root, address);
    return new Translation(kernel, address, root, true, walk, findMapping(kernel, task, address));
  }

  private static Optional<Mapping> findMapping(Kernel kernel, Task task, long address) {
    try {
      return Mappings.of(kernel).find(task.mm().orElse(0), address);
    } catch (MemoryFault | UnknownNameException _) {
      return Optional.empty();
    }
  }

  void print(Output output) {
    if (output.json()) {
      output.row(json());
      return;
    }
    int width = user ? 10 : 16;
    output.line(Text.left("VIRTUAL", width) + "  PHYSICAL        ");
    output.line(Text.left(Long.toHexString(address), width) + "  " + Text.left(result(), 16));
    output.line("");
    if (user && mapping.isEmpty() && !walk.mapped()) {
      return;
    }
    steps(output);
    entry(output);
    mapping.ifPresent(found -> printMapping(found, output));
    swap().ifPresent(place -> printSwap(place, output));
    if (walk.mapped()) {
      page(output);
    }
  }

  private String result() {
    if (walk.mapped()) {
      return Long.toHexString(walk.physical());
    }
    return user && mapping.isEmpty() ? "(not accessible)" : "(not mapped)";
  }

  private void steps(Output output) {
    List<PageWalk.Step> steps = walk.steps();
    for (int i = 0; i < steps.size(); i++) {
      PageWalk.Step step = steps.get(i);
      String entry = Long.toHexString(step.entry());
      if (isArm64() && i == 0) {
        output.line("PAGE DIRECTORY: " + directory());
      }
      if (!isArm64() && i == 0 && !user) {
        output.line("PGD DIRECTORY: " + directory());
        output.line("PAGE DIRECTORY: " + entry);
      } else {
        String at = Long.toHexString(tableAddress(step.entryAddress()));
        output.line("   " + step.level() + ": " + at + " => " + entry);
      }
    }
    MemoryFault fault = walk.fault();
    if (fault != null) {
      output.line("        " + fault.getMessage());
    }
    if (walk.mapped()) {
      String size =
          walk.pageSize() > kernel.pageTables().pageSize()
              ? "  (" + size(walk.pageSize()) + ")"
              : user ? "  " : "";
      long page = walk.physical() & -walk.pageSize();
      output.line("  PAGE: " + Long.toHexString(page) + size);
    }
    output.line("");
  }

  private boolean isArm64() {
    return kernel.architecture().machine() == Machines.EM_AARCH64;
  }

  /** As crash shows it: physical on x86-64, as the kernel reaches it on arm64. */
  private long tableAddress(long physical) {
    return isArm64() ? kernel.layout().map().directMapOf(physical).orElse(physical) : physical;
  }

  /** The kernel's top table by its virtual address, as the kernel knows it; a process's own. */
  private String directory() {
    if (user) {
      return Long.toHexString(tableAddress(root));
    }
    return Long.toHexString(
        kernel
            .findAddress("swapper_pg_dir")
            .orElse(kernel.findAddress("init_top_pgt").orElse(root)));
  }

  private static String size(long bytes) {
    return bytes >= 1L << 30 ? (bytes >> 30) + "GB" : (bytes >> 20) + "MB";
  }

  /** The last entry in words, if it is one of a page or of a page in swap. */
  private void entry(Output output) {
    if (walk.steps().isEmpty()) {
      return;
    }
    PageTableEntry last = PageTableEntry.of(kernel, walk.steps().getLast().entry());
    if (walk.mapped() || last.isSwap() && walk.steps().getLast().level().equals("PTE")) {
      last.print(output);
      output.line("");
    }
  }

  /** Where the page was swapped out to, if it was. */
  private Optional<SwapEntry> swap() {
    if (!user || walk.mapped() || walk.steps().isEmpty()) {
      return Optional.empty();
    }
    PageWalk.Step last = walk.steps().getLast();
    PageEntry.Swap swap =
        last.level().equals("PTE") ? kernel.pageTables().entry(last.entry()).swap() : null;
    return Optional.ofNullable(swap).map(SwapEntry::new);
  }

  private void printSwap(SwapEntry place, Output output) {
    String file = place.file(kernel).map(Text::escape).orElse("(unknown)");
    output.line("SWAP: " + file + "  OFFSET: " + place.offset());
    SwappedPages.find(kernel, place)
        .ifPresent(page ->
            output.line(
                "      in "
                    + Text.escape(page.where())
                    + ", "
                    + Text.escape(page.algorithm())
                    + ", "
                    + page.size()
                    + " bytes"
                    + page.trouble().map(why -> ": " + why).orElse("")));
  }

  private JsonObject json(SwapEntry place) {
    JsonObject object =
        new JsonObject()
            .put("type", place.type())
            .put("offset", place.offset())
            .put("file", place.file(kernel).orElse("(unknown)"));
    SwappedPages.find(kernel, place)
        .ifPresent(page -> {
          object
              .put("in", page.where())
              .put("algorithm", page.algorithm())
              .put("size", page.size())
              .put("readable", page.bytes() != null);
          page.trouble().ifPresent(why -> object.put("fault", why));
        });
    return object;
  }

  private static void printMapping(Mapping mapping, Output output) {
    output.line("      VMA           START       END     FLAGS FILE");
    output.line(
        Text.hex(mapping.address(), 16)
            + " "
            + Text.right(Long.toHexString(mapping.start()), 10)
            + " "
            + Text.right(Long.toHexString(mapping.end()), 10)
            + " "
            + Long.toHexString(mapping.flags())
            + " "
            + Text.escape(mapping.file()));
    output.line("");
  }

  private void page(Output output) {
    Optional<Page> page = PageLine.find(kernel, walk.physical());
    if (page.isPresent()) {
      output.line(PageLine.TITLES);
      output.line(PageLine.text(kernel, page.get()));
    }
  }

  private JsonObject json() {
    JsonObject object =
        new JsonObject().putAddress("virtual", address).put("mapped", walk.mapped());
    if (walk.mapped()) {
      object.putAddress("physical", walk.physical()).put("page_size", walk.pageSize());
    }
    List<JsonObject> steps = new ArrayList<>();
    for (PageWalk.Step step : walk.steps()) {
      steps.add(
          new JsonObject()
              .put("level", step.level())
              .putAddress("address", step.entryAddress())
              .putAddress("entry", step.entry()));
    }
    object.putObjects("steps", steps);
    mapping.ifPresent(found ->
        object.put(
            "mapping",
            new JsonObject()
                .putAddress("vma", found.address())
                .putAddress("start", found.start())
                .putAddress("end", found.end())
                .putAddress("flags", found.flags())
                .put("file", found.file())));
    swap().ifPresent(place -> object.put("swap", json(place)));
    PageLine.find(kernel, walk.physical())
        .filter(_ -> walk.mapped())
        .ifPresent(page -> object.put("page", PageLine.json(kernel, page)));
    return object;
  }
}
