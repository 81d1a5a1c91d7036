package io.kwalk.shell.vm;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.mm.UserPages;
import io.kwalk.linux.mm.UserPages.UserPage;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskMemory;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.value.StructText;
import io.kwalk.shell.value.ValueJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One address space as `vm` prints it. */
final class VmListing {
  private static final String SUMMARY_TITLES =
      "       MM               PGD          RSS    TOTAL_VM";
  private static final String TITLES = "      VMA           START       END     FLAGS FILE";

  /** Pages of a mapping that are printed: a mapping of 128 TiB has 32 thousand million. */
  private static final long MAX_PAGES = 1 << 20;

  private final Task task;
  private final Kernel kernel;
  private final OptionalLong mm;
  private final VmRequest request;
  private final Faults faults;
  private final Output output;
  private final int pageSize;
  private boolean headerPrinted;

  VmListing(Task task, OptionalLong mm, VmRequest request, Faults faults, Output output) {
    this.task = task;
    this.kernel = task.kernel();
    this.mm = mm;
    this.request = request;
    this.faults = faults;
    this.output = output;
    this.pageSize = kernel.pageTables().pageSize();
  }

  void print() {
    switch (request.content()) {
      case MM_STRUCT -> printStruct();
      case STRUCTS -> printStructs();
      case MAPPINGS -> printMappings();
    }
  }

  private void printStruct() {
    if (!output.json()) {
      output.line(TaskLine.header(task));
    }
    if (mm.isEmpty()) {
      if (!output.json()) {
        output.line("(no mm_struct)");
      }
      return;
    }
    struct("mm_struct", mm.getAsLong());
  }

  private void struct(String name, long address) {
    if (output.json()) {
      output.row(
          TaskLine.json(task)
              .putAddress("address", address)
              .put(name, ValueJson.of(kernel.at(name, address), request.values())));
    } else {
      output.print(StructText.whole("struct " + name, kernel.at(name, address), request.values()));
    }
  }

  private void printStructs() {
    if (!output.json()) {
      output.line(TaskLine.header(task));
    }
    for (Mapping mapping : wanted()) {
      output.checkInterrupted();
      struct("vm_area_struct", mapping.address());
    }
  }

  private List<Mapping> wanted() {
    List<Mapping> all = all();
    if (request.vma().isPresent()) {
      long vma = request.vma().getAsLong();
      return all.stream().filter(mapping -> mapping.address() == vma).toList();
    }
    return all;
  }

  private List<Mapping> all() {
    if (mm.isEmpty()) {
      return List.of();
    }
    List<String> troubles = new ArrayList<>();
    List<Mapping> all =
        faults.read(() -> Mappings.of(kernel).all(mm.getAsLong(), troubles), List.of());
    faults.addAll(troubles);
    return all;
  }

  private void printMappings() {
    if (request.reference() == null) {
      header();
    }
    Optional<UserPages> pages =
        request.pages() || request.reference() != null ? pages() : Optional.empty();
    List<Mapping> wanted = wanted();
    if (wanted.isEmpty() && request.vma().isPresent() && !output.json()) {
      output.line("(not found)");
    }
    boolean titled = false;
    for (Mapping mapping : wanted) {
      output.checkInterrupted();
      VmReference reference = request.reference();
      List<UserPage> found = pagesOf(mapping, pages, reference);
      if (reference != null && found.isEmpty() && !reference.names(mapping)) {
        continue;
      }
      header();
      if (output.json()) {
        output.row(json(mapping, found));
        continue;
      }
      boolean withPages = pages.isPresent() && (request.pages() || !found.isEmpty());
      if (!titled || withPages) {
        output.line(TITLES);
        titled = true;
      }
      output.line(text(mapping));
      if (withPages) {
        printPages(mapping, found);
      }
    }
    if (headerPrinted && request.reference() != null && !output.json()) {
      output.line("");
    }
  }

  private Optional<UserPages> pages() {
    return mm.isEmpty()
        ? Optional.empty()
        : faults.read(() -> Optional.of(UserPages.of(kernel, mm.getAsLong())), Optional.empty());
  }

  private List<UserPage> pagesOf(
      Mapping mapping, Optional<UserPages> pages, @Nullable VmReference reference) {
    List<UserPage> found = new ArrayList<>();
    if (pages.isEmpty()) {
      return found;
    }
    if (reference != null && !request.pages()) {
      if (reference.isInside(mapping)) {
        found.add(pages.get().at(reference.number().orElse(0) & -(long) pageSize));
      }
      return found;
    }
    long count = Long.divideUnsigned(mapping.end() - mapping.start(), pageSize);
    if (Long.compareUnsigned(count, MAX_PAGES) > 0) {
      faults.add(
          "pages of the mapping at "
              + Long.toHexString(mapping.start())
              + ": only the first "
              + MAX_PAGES
              + " of "
              + Long.toUnsignedString(count));
      count = MAX_PAGES;
    }
    boolean named = reference == null || reference.names(mapping);
    for (long i = 0; i < count; i++) {
      if ((i & 0xfff) == 0) {
        output.checkInterrupted();
      }
      UserPage page = pages.get().at(mapping.start() + i * pageSize);
      if (named || reference != null && reference.isOn(page, pageSize)) {
        found.add(page);
      }
    }
    return found;
  }

  private void header() {
    if (headerPrinted) {
      return;
    }
    headerPrinted = true;
    Optional<TaskMemory> memory = memory();
    long pgd =
        mm.isEmpty()
            ? 0
            : faults.read(
                () -> kernel.field("mm_struct", "pgd").get(kernel.memory(), mm.getAsLong()), 0L);
    if (output.json()) {
      JsonObject row = TaskLine.json(task);
      if (mm.isEmpty()) {
        row.putNull("mm");
      } else {
        row.putAddress("mm", mm.getAsLong()).putAddress("pgd", pgd);
      }
      memory.ifPresent(
          it -> row.put("rss_kib", kib(it.rss())).put("total_vm_kib", kib(it.totalVm())));
      output.row(row);
      return;
    }
    output.line(TaskLine.header(task));
    if (request.vma().isPresent()) {
      return;
    }
    output.line(SUMMARY_TITLES);
    output.line(
        center(Long.toHexString(mm.orElse(0)), 16)
            + "  "
            + center(Long.toHexString(pgd), 16)
            + "  "
            + center(memory.map(it -> kib(it.rss()) + "k").orElse("--"), 6)
            + "  "
            + center(memory.map(it -> kib(it.totalVm()) + "k").orElse("--"), 8));
  }

  /** Known of a task's own mm only: what its threads have counted belongs to it. */
  private Optional<TaskMemory> memory() {
    if (mm.isPresent() && faults.read(task::mm, OptionalLong.empty()).orElse(0) != mm.getAsLong()) {
      return Optional.empty();
    }
    return faults.read(() -> Optional.of(TaskMemory.of(task)), Optional.empty());
  }

  private long kib(long pages) {
    return pages * (pageSize >> 10);
  }

  /** An odd blank goes to the right here, unlike {@link Text#center}. */
  private static String center(String text, int width) {
    int blanks = Math.max(0, width - text.length());
    return " ".repeat(blanks / 2) + text + " ".repeat(blanks - blanks / 2);
  }

  private static String text(Mapping mapping) {
    return Text.hex(mapping.address(), 16)
        + " "
        + Text.right(Long.toHexString(mapping.start()), 10)
        + " "
        + Text.right(Long.toHexString(mapping.end()), 10)
        + " "
        + Long.toHexString(mapping.flags())
        + " "
        + Text.escape(mapping.file());
  }

  private void printPages(Mapping mapping, List<UserPage> pages) {
    output.line("VIRTUAL     PHYSICAL");
    for (UserPage page : pages) {
      output.line(Text.left(Long.toHexString(page.address()), 10) + "  " + place(mapping, page));
    }
  }

  private String place(Mapping mapping, UserPage page) {
    if (page.resident()) {
      return Text.right(Long.toHexString(page.physical()), 8);
    }
    if (page.swap().isPresent()) {
      String file = page.swap().get().file(kernel).orElse("(unknown)");
      return "SWAP: " + Text.escape(file) + "  OFFSET: " + page.swap().get().offset();
    }
    if (page.fault() != null) {
      faults.add(String.valueOf(page.fault().getMessage()));
      return Faults.CELL;
    }
    return mapping.file().isEmpty()
        ? "(not mapped)"
        : "FILE: "
            + Text.escape(mapping.file())
            + "  OFFSET: "
            + Long.toHexString(page.address() - mapping.start() + mapping.offset());
  }

  private JsonObject json(Mapping mapping, List<UserPage> found) {
    JsonObject row = new JsonObject();
    faults.fill(row, it -> it.put("pid", task.pid()));
    VmCommand.fill(row, mapping);
    if (request.pages() || request.reference() != null) {
      row.putObjects("pages", found.stream().map(this::json).toList());
    }
    return row;
  }

  private JsonObject json(UserPage page) {
    JsonObject row = new JsonObject().putAddress("virtual", page.address());
    if (page.resident()) {
      row.putAddress("physical", page.physical());
    }
    page.swap()
        .ifPresent(swap ->
            row.put("swap_file", swap.file(kernel).orElse("")).put("swap_offset", swap.offset()));
    return row;
  }
}
