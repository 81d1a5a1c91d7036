package io.kwalk.shell.kmem;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.identify.Identifier;
import io.kwalk.linux.identify.Identity;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.SlabPages;
import io.kwalk.linux.mm.SystemPages;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.PageLine;
import io.kwalk.shell.identify.IdentityJson;
import io.kwalk.shell.identify.IdentityText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** kmem ADDRESS: what is there. */
final class Identification {
  /** Objects of vmlinux are smaller: what lies further behind a symbol has no name. */
  private static final long FAR = 1 << 20;

  private final Session session;
  private final KmemContext context;
  private final Kernel kernel;
  private final Output output;
  private final boolean physical;

  /** Whether something was printed, so that a blank line is due. */
  private boolean printed;

  Identification(Session session, KmemContext context, boolean physical) {
    this.session = session;
    this.context = context;
    kernel = context.kernel();
    output = context.output();
    this.physical = physical;
  }

  void print(String word) throws CommandException {
    Place place = new Place(kernel, word, physical);
    Identity identity = identify(place);
    if (output.json()) {
      row(place, identity);
      return;
    }
    boolean found = sections(place);
    if (isNews(identity)) {
      blank();
      output.line("  " + IdentityText.of(identity));
    } else if (!found) {
      throw new CommandException(word + ": nothing is known of this address");
    }
  }

  private Identity identify(Place place) throws CommandException {
    Identifier identifier = Identifier.of(kernel);
    return place.isPhysical()
        ? identifier.atPhysical(place.physical())
        : identifier.at(place.given());
  }

  /** Whether the sections before do not say it: they are crash's. */
  private static boolean isNews(Identity identity) {
    return switch (identity) {
      case Identity.SlabObject _,
          Identity.KernelSymbol _,
          Identity.TaskStack _,
          Identity.VmallocArea _,
          Identity.PageStruct _,
          Identity.UserMapping _,
          Identity.Nothing _ ->
          false;
      case Identity.ModuleMemory _,
          Identity.PerCpuMemory _,
          Identity.CpuStack _,
          Identity.Page _,
          Identity.Mapped _ ->
          true;
    };
  }

  private void row(Place place, Identity identity) {
    JsonObject row = new JsonObject().putAddress("address", place.given());
    IdentityJson.into(row, identity);
    try {
      long there = PageStructs.of(kernel).physicalOf(place.structPage());
      PageLine.find(kernel, there)
          .filter(_ -> SystemPages.exists(kernel, there))
          .ifPresent(page -> row.put("page_struct", PageLine.json(kernel, page)));
    } catch (CommandException _) {
      // It is in no page that there is.
    }
    output.row(row);
  }

  private boolean sections(Place place) throws CommandException {
    long address = place.address();
    boolean virtual = !place.isStructPage() && !place.isPhysical();
    SlabPages slabs = SlabPages.of(kernel);
    OptionalLong slab =
        place.isStructPage() ? slabs.slabOfPage(place.structPage()) : slabs.slabAt(address);
    boolean found = virtual && symbol(address);
    if (virtual && slab.isEmpty()) {
      found |= task(address);
      blank();
      found |= area(address);
    }
    if (slab.isPresent()) {
      blank();
      new ObjectTables(context, new SlabTables(context))
          .printObject(slab.getAsLong(), address, place.isStructPage());
      printed = true;
      found = true;
      boolean _ = virtual && task(address);
    }
    boolean page = page(place, slab.isEmpty());
    return found || page;
  }

  private void blank() {
    if (printed) {
      output.line("");
    }
    printed = false;
  }

  private boolean symbol(long address) {
    Optional<Symbol> found = kernel.symbols().at(address);
    if (found.isEmpty() || kernel.layout().map().isDirectMap(address)) {
      return false;
    }
    long offset = address - found.get().address();
    if (offset < 0 || offset > FAR) {
      return false;
    }
    try {
      session.execute(List.of("sym", Long.toHexString(address)), output);
    } catch (CommandException _) {
      String name = Text.escape(found.get().name());
      output.line(Long.toHexString(address) + " " + name + (offset == 0 ? "" : "+" + offset));
    }
    printed = true;
    return true;
  }

  /** A task_struct or the stack of a task. */
  private boolean task(long address) {
    for (Task task : Tasks.of(kernel).all()) {
      boolean stack = false;
      try {
        OptionalLong start = task.stack();
        stack =
            start.isPresent() && Long.compareUnsigned(address - start.getAsLong(), stackSize()) < 0;
      } catch (MemoryFault fault) {
        context.faults().add(String.valueOf(fault.getMessage()));
      }
      boolean struct =
          Long.compareUnsigned(address - task.address(), kernel.struct("task_struct").size()) < 0;
      if (stack || struct) {
        print(task);
        return true;
      }
    }
    return false;
  }

  /** THREAD_SIZE: the union of the stack and what once lay at its end. */
  private long stackSize() {
    Optional<StructType> union = kernel.imageTypes().union("thread_union");
    return union.isPresent() ? union.get().size() : 4L * kernel.pageTables().pageSize();
  }

  private void print(Task task) {
    blank();
    try {
      session.execute(List.of("set", "-t", Long.toHexString(task.address())), output);
    } catch (CommandException _) {
      output.line("   TASK: " + Long.toHexString(task.address()));
    }
    printed = true;
  }

  private boolean area(long address) {
    if (kernel.layout().map().isDirectMap(address)) {
      return false;
    }
    boolean found = new PlaceTables(context).printArea(address);
    printed |= found;
    return found;
  }

  private boolean page(Place place, boolean mayBeFree) {
    try {
      long structPage = place.structPage();
      long there = PageStructs.of(kernel).physicalOf(structPage);
      if (!SystemPages.exists(kernel, there)) {
        return false;
      }
      if (mayBeFree) {
        blank();
        printed = new ZoneTables(context).printFreeBlock(structPage);
      }
      Optional<PageStructs.Page> page = PageLine.find(kernel, there);
      if (page.isEmpty()) {
        return false;
      }
      blank();
      output.line(PageLine.TITLES);
      output.line(PageLine.text(kernel, page.get()));
      printed = true;
      return true;
    } catch (CommandException _) {
      return false;
    }
  }
}
