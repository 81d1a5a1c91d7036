package io.kwalk.shell.kmem;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.line.Numbers;
import java.util.ArrayList;
import java.util.List;

/** Kernel memory: zones, pages, slab caches, what is at an address. */
public final class KmemCommand implements Command {
  private static final String LETTERS = "fFcCivVnzohpm:sSrI:gPabMl:L:";

  @Override
  public String name() {
    return "kmem";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    KmemArguments wanted = KmemArguments.parse(arguments, LETTERS);
    Faults faults = new Faults();
    KmemContext context = new KmemContext(session.kernel(), output, faults);
    try {
      run(session, wanted, context);
    } catch (MemoryFault | UnknownNameException missing) {
      throw new CommandException(String.valueOf(missing.getMessage()));
    } finally {
      faults.report(output);
    }
  }

  private static void run(Session session, KmemArguments wanted, KmemContext context)
      throws CommandException {
    Kernel kernel = context.kernel();
    Output output = context.output();
    switch (wanted.option()) {
      case "i" -> new UsageTable(context).print(wanted.shared());
      case "s", "S" -> new SlabArguments(session, context, wanted).print();
      case "p" -> pages(wanted, context);
      case "m" -> new MemberTable(context, wanted.members()).print(addresses(wanted, context));
      case "f", "F" -> free(wanted, context);
      case "v" -> areas(wanted, context);
      case "V" -> new ZoneTables(context).printStatistics();
      case "z" -> new ZoneTables(context).printCounters();
      case "n" -> new PlaceTables(context).printNodes();
      case "o" -> new PlaceTables(context).printOffsets();
      case "h" -> new PlaceTables(context).printPools();
      case "b" -> new BootTables(context).printMemory();
      case "M" -> new BootTables(context).printAreas();
      case "g" -> flags(kernel, wanted, output);
      case "" -> identify(session, wanted, context);
      default ->
          throw new CommandException(
              "-"
                  + wanted.option()
                  + " option not supported or applicable on this architecture or kernel");
    }
  }

  private static void flags(Kernel kernel, KmemArguments wanted, Output output)
      throws CommandException {
    if (wanted.words().isEmpty()) {
      FlagTable.print(kernel, output);
    }
    for (String word : wanted.words()) {
      long value =
          Numbers.hexadecimal(word)
              .orElseThrow(() -> new CommandException("not a hexadecimal number: " + word));
      FlagTable.print(kernel, value, output);
    }
  }

  /** Physical addresses of the pages that the arguments name. */
  private static List<Long> addresses(KmemArguments wanted, KmemContext context)
      throws CommandException {
    List<Long> pages = new ArrayList<>();
    for (String word : wanted.words()) {
      pages.add(new Place(context.kernel(), word, wanted.physical()).physical());
    }
    return pages;
  }

  private static void pages(KmemArguments wanted, KmemContext context) throws CommandException {
    PageTable table = new PageTable(context);
    if (wanted.words().isEmpty()) {
      table.print();
    }
    for (long page : addresses(wanted, context)) {
      table.print(page);
    }
  }

  private static void free(KmemArguments wanted, KmemContext context) throws CommandException {
    ZoneTables tables = new ZoneTables(context);
    if (wanted.words().isEmpty()) {
      tables.printFree(wanted.option().equals("F"));
      if (wanted.all()) {
        tables.printFreeOfProcessors(wanted.option().equals("F"));
      }
    }
    for (String word : wanted.words()) {
      Place place = new Place(context.kernel(), word, wanted.physical());
      if (!tables.printFreeBlock(place.structPage())) {
        context.output().warn(word + ": not on a free list");
      }
    }
  }

  private static void areas(KmemArguments wanted, KmemContext context) throws CommandException {
    PlaceTables tables = new PlaceTables(context);
    if (wanted.words().isEmpty()) {
      tables.printAreas();
    }
    for (String word : wanted.words()) {
      Place place = new Place(context.kernel(), word, wanted.physical());
      if (!tables.printArea(place.address())) {
        context.output().warn(word + ": not in a mapped area");
      }
    }
  }

  private static void identify(Session session, KmemArguments wanted, KmemContext context)
      throws CommandException {
    if (wanted.words().isEmpty()) {
      throw CommandException.usage("an option or an address is needed");
    }
    boolean first = true;
    for (String word : wanted.words()) {
      if (!first && !context.output().json()) {
        context.output().line("");
      }
      first = false;
      new Identification(session, context, wanted.physical()).print(word);
    }
  }
}
