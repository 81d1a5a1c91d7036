package io.kwalk.shell.kmem;

import io.kwalk.linux.mm.SlabPages;
import io.kwalk.linux.slab.SlabCache;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.CpuSpec;
import io.kwalk.shell.line.Numbers;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntPredicate;

/** Which caches and slabs kmem -s or -S is asked for. */
final class SlabArguments {
  private final Session session;
  private final KmemContext context;
  private final KmemArguments wanted;
  private final SlabTables tables;
  private final ObjectTables objects;

  SlabArguments(Session session, KmemContext context, KmemArguments wanted) {
    this.session = session;
    this.context = context;
    this.wanted = wanted;
    tables = new SlabTables(context);
    objects = new ObjectTables(context, tables);
  }

  void print() throws CommandException {
    IntPredicate cpus = cpus();
    if (wanted.words().equals(List.of("list"))) {
      tables.printNames();
      return;
    }
    List<SlabCache> caches = tables.caches();
    if (wanted.all()) {
      printAll();
      return;
    }
    if (wanted.words().isEmpty()) {
      boolean slabs = wanted.option().equals("S");
      if (!slabs) {
        tables.printTitles();
      }
      for (SlabCache cache : caches) {
        if (slabs) {
          tables.printTitles();
        }
        print(cache, cpus);
      }
      return;
    }
    for (String word : wanted.words()) {
      print(word, caches, cpus);
    }
  }

  /** Every slab, of the caches that are named or of all. */
  private void printAll() throws CommandException {
    Set<String> names = new HashSet<>();
    wanted.words().forEach(word -> names.add(word.startsWith("\\") ? word.substring(1) : word));
    Set<String> unknown = new HashSet<>(names);
    tables.caches().forEach(cache -> unknown.remove(cache.name()));
    if (!unknown.isEmpty()) {
      throw new CommandException("no slab cache of that name: " + String.join(", ", unknown));
    }
    objects.printAll(cache ->
        (names.isEmpty() || names.contains(cache.name()))
            && !wanted.ignored().contains(cache.name()));
  }

  private void print(String word, List<SlabCache> caches, IntPredicate cpus)
      throws CommandException {
    String name = word.startsWith("\\") ? word.substring(1) : word;
    for (SlabCache cache : caches) {
      if (cache.name().equals(name)) {
        tables.printTitles();
        print(cache, cpus);
        return;
      }
    }
    OptionalLong number = Numbers.hexadecimal(word);
    if (number.isEmpty()) {
      throw new CommandException("no slab cache of that name, and no address: " + word);
    }
    Place place = new Place(context.kernel(), word, wanted.physical());
    SlabPages pages = SlabPages.of(context.kernel());
    OptionalLong slab =
        place.isStructPage() ? pages.slabOfPage(place.structPage()) : pages.slabAt(place.address());
    if (slab.isEmpty()) {
      throw new CommandException("address is not allocated in slab subsystem: " + word);
    }
    objects.printObject(slab.getAsLong(), place.address(), place.isStructPage());
  }

  private void print(SlabCache cache, IntPredicate cpus) {
    context.output().checkInterrupted();
    if (wanted.ignored().contains(cache.name())) {
      tables.printIgnored(cache);
      return;
    }
    boolean slabs = wanted.option().equals("S");
    if (!slabs || !context.output().json()) {
      tables.print(cache);
    }
    if (slabs) {
      objects.printListed(cache, cpus);
    }
  }

  private IntPredicate cpus() throws CommandException {
    if (wanted.cpus().isEmpty()) {
      return cpu -> true;
    }
    return new HashSet<>(CpuSpec.parse(session, wanted.cpus()))::contains;
  }
}
