package io.kwalk.linux.search;

import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.identify.Identifier;
import io.kwalk.linux.identify.Identity;
import io.kwalk.linux.slab.SlabObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Who refers to an address, or to any address in the slab object that lies there: all memory is
 * looked through once, and each place is told by where the kernel itself knows it: a stack in the
 * vmalloc area, a variable in its image.
 */
public final class References {
  /** More than that is no answer any more, and takes memory. */
  private static final int MOST = 1 << 20;

  /** One word that refers to the target. */
  public record Reference(long address, long value, Identity where) {}

  /**
   * What is referred to.
   *
   * @param start of the object, or the address alone
   * @param length of the object, 1 for an address alone
   */
  public record Target(Identity identity, long start, long length) {}

  /** Receives references, in the order of physical memory. */
  @FunctionalInterface
  public interface Listener {
    void found(Reference reference);
  }

  private final Kernel kernel;
  private final List<String> troubles;

  /**
   * @param troubles takes what cannot be looked through, in words
   */
  public References(Kernel kernel, List<String> troubles) {
    this.kernel = kernel;
    this.troubles = troubles;
  }

  /** The object at {@code address}: of a slab, or the address alone. */
  public Target target(long address) {
    Identity identity = Identifier.of(kernel).at(address);
    if (identity instanceof Identity.SlabObject found && found.place().inside()) {
      SlabObject object = found.place();
      return new Target(identity, object.object(), Math.max(1, object.cache().objectSize()));
    }
    return new Target(identity, address, 1);
  }

  /**
   * Finds the references to {@code target}.
   *
   * @param pause called now and then; what it throws ends the search
   */
  public void to(Target target, Listener listener, Runnable pause) {
    PhysicalMemory memory = kernel.physical();
    SearchSpace space = new SearchSpace(kernel, troubles);
    List<MemoryRun> direct = space.directMap();
    List<MemoryRun> others = new ArrayList<>(space.mapped());
    others.addAll(space.image());
    List<long[]> found = new ArrayList<>();
    MemorySearch.run(
        memory,
        direct.isEmpty() ? others : direct,
        new AddressPattern(target.start(), target.length(), memory.byteOrder()),
        (address, word, _) -> add(found, address, word),
        pause);
    Map<Long, Long> places = direct.isEmpty() ? Map.of() : places(found, others);
    Identifier identifier = Identifier.of(kernel);
    for (long[] place : found) {
      pause.run();
      listener.found(reference(identifier, place, known(places, place[0])));
    }
  }

  /**
   * @param other where the page is mapped besides the direct map, which says more unless it is an
   *     object's: the gaps of the image are mapped, too, and given to others
   */
  private static Reference reference(Identifier identifier, long[] place, long other) {
    Identity direct = identifier.at(place[0]);
    boolean own = other == place[0] || !(direct instanceof Identity.Page);
    return own
        ? new Reference(place[0], place[1], direct)
        : new Reference(other, place[1], identifier.at(other));
  }

  private void add(List<long[]> found, long address, long word) {
    if (found.size() < MOST) {
      found.add(new long[] {address, word});
    } else if (found.size() == MOST) {
      found.add(new long[] {address, word});
      troubles.add("more than " + MOST + " references");
    }
  }

  /** Where pages with something in them are mapped besides the direct map: page to page. */
  private Map<Long, Long> places(List<long[]> found, List<MemoryRun> others) {
    long page = kernel.pageTables().pageSize();
    Map<Long, Long> wanted = new HashMap<>();
    for (long[] place : found) {
      wanted.put(place[0] & -page, 0L);
    }
    for (MemoryRun run : others) {
      for (long done = 0; done < run.length(); done += page) {
        OptionalLong direct = kernel.layout().map().directMapOf(run.physical() + done);
        long place = run.address() + done & -page;
        if (direct.isPresent()) {
          wanted.computeIfPresent(
              direct.getAsLong() & -page, (_, known) -> known == 0 ? place : known);
        }
      }
    }
    return wanted;
  }

  private long known(Map<Long, Long> places, long address) {
    long page = kernel.pageTables().pageSize();
    long other = places.getOrDefault(address & -page, 0L);
    return other == 0 ? address : other | address & page - 1;
  }
}
