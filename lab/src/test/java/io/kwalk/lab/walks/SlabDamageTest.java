package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.lab.dumps.OverwrittenImage;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.slab.AllSlabs;
import io.kwalk.linux.slab.ObjectState;
import io.kwalk.linux.slab.Slab;
import io.kwalk.linux.slab.SlabCache;
import io.kwalk.linux.slab.SlabDamage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slabs of real dumps after a word of them was overwritten as a bug would. */
@Tag("oracle")
class SlabDamageTest {
  /** A slab of a dump that can be written to. */
  private record Subject(OverwrittenImage image, Kernel kernel, Slab slab)
      implements AutoCloseable {
    static Optional<Subject> find(RealDump dump, Predicate<Slab> wanted) throws Exception {
      OverwrittenImage image =
          new OverwrittenImage(
              DumpImages.open(List.of(dump.vmcore().toString()), ImageOptions.DEFAULT));
      Kernel kernel = Kernel.open(image);
      if (kernel.findAddress("slab_caches").isEmpty()) {
        kernel.close(); // of arm64 to 6.1, whose variables are in its debug file only
        return Optional.empty();
      }
      Optional<Slab> slab =
          slabs(kernel).stream()
              .filter(wanted)
              .min((a, b) -> Long.compare(a.address(), b.address()));
      if (slab.isEmpty()) {
        kernel.close();
      }
      return slab.map(found -> new Subject(image, kernel, found));
    }

    /** Of the sample: a slab with some free objects that no processor has. */
    static Subject withFreeObjects() throws Exception {
      return find(
              RealDumps.sample(),
              slab ->
                  slab.cpu() < 0
                      && slab.count(ObjectState.FREE) > 2
                      && slab.cache().hardened()
                      && slab.cache().freePointer() > 0)
          .orElseThrow();
    }

    private static List<Slab> slabs(Kernel kernel) {
      Queue<Slab> slabs = new ConcurrentLinkedQueue<>();
      AllSlabs.of(kernel, trouble -> {}).forEach(slabs::add);
      return List.copyOf(slabs);
    }

    void put(long address, long value) {
      image.put(kernel.memory().physical(address), value);
    }

    /** Where an object's free pointer is. */
    long place(long object) {
      return object + slab.cache().freePointer();
    }

    /** A free pointer to {@code target} as SLUB hides it. */
    void putFreePointer(long object, long target) {
      SlabCache cache = slab.cache();
      put(place(object), target ^ cache.random() ^ Long.reverseBytes(place(object)));
    }

    long object(ObjectState state) {
      for (int i = 0; i < slab.objects(); i++) {
        if (slab.state(i) == state) {
          return slab.object(i);
        }
      }
      throw new AssertionError("no object is " + state);
    }

    /** All that a new look finds. */
    List<SlabDamage> damages() {
      List<SlabDamage> damages = new ArrayList<>();
      slabs(kernel).forEach(found -> found.damage().ifPresent(damages::add));
      return damages;
    }

    SlabDamage damage(long object, String what) {
      return new SlabDamage(slab.cache().name(), slab.address(), object, what);
    }

    @Override
    public void close() throws IOException {
      kernel.close();
    }
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }

  @Test
  void namesTheObjectWhoseFreePointerWasOverwritten() throws Exception {
    try (Subject subject = Subject.withFreeObjects()) {
      long object = subject.object(ObjectState.FREE);
      subject.putFreePointer(object, 0x4141_4141_4141_4141L);
      String what = "its free pointer leads to 4141414141414141, which is outside of the slab";
      assertEquals(List.of(subject.damage(object, what)), subject.damages());
    }
  }

  @Test
  void namesTheObjectWhoseFreePointerLeadsIntoAnotherObject() throws Exception {
    try (Subject subject = Subject.withFreeObjects()) {
      long object = subject.object(ObjectState.FREE);
      long inside = subject.object(ObjectState.ALLOCATED) + 8;
      subject.putFreePointer(object, inside);
      String what =
          "its free pointer leads to " + hex(inside) + ", which is not the start of an object";
      assertEquals(List.of(subject.damage(object, what)), subject.damages());
    }
  }

  /** What a double free leaves behind. */
  @Test
  void stopsAtACycleOfFreeObjects() throws Exception {
    try (Subject subject = Subject.withFreeObjects()) {
      long object = subject.object(ObjectState.FREE);
      subject.putFreePointer(object, object);
      String what = "its free pointer leads to object " + hex(object) + " again";
      assertEquals(List.of(subject.damage(object, what)), subject.damages());
    }
  }

  @Test
  void noticesThatAFreeListIsShorterThanTheCounter() throws Exception {
    try (Subject subject = Subject.withFreeObjects()) {
      int free = subject.slab().count(ObjectState.FREE);
      // The last of the chain is the one whose pointer is null.
      long last = 0;
      for (int i = 0; i < subject.slab().objects(); i++) {
        long object = subject.slab().object(i);
        long place = subject.place(object);
        long secret = subject.slab().cache().random() ^ Long.reverseBytes(place);
        boolean ends = (subject.kernel().memory().u64(place) ^ secret) == 0;
        last = ends && subject.slab().state(i) == ObjectState.FREE ? object : last;
      }
      long lost = last;
      for (int i = 0; i < subject.slab().objects(); i++) {
        long object = subject.slab().object(i);
        if (subject.slab().state(i) == ObjectState.FREE && next(subject, object) == lost) {
          subject.putFreePointer(object, 0);
        }
      }
      String what = free - 1 + " objects on its free list, and " + free + " not in use";
      assertEquals(List.of(subject.damage(0, what)), subject.damages());
    }
  }

  private static long next(Subject subject, long object) {
    long place = subject.place(object);
    long secret = subject.slab().cache().random() ^ Long.reverseBytes(place);
    return subject.kernel().memory().u64(place) ^ secret;
  }

  @Test
  void objectsBehindADamagedFreePointerAreNeitherFreeNorAllocated() throws Exception {
    try (Subject subject = Subject.withFreeObjects()) {
      int inUse = subject.slab().allocated();
      long object = subject.object(ObjectState.FREE);
      subject.putFreePointer(object, 0x4141_4141_4141_4141L);
      Slab again =
          Subject.slabs(subject.kernel()).stream()
              .filter(slab -> slab.address() == subject.slab().address())
              .findFirst()
              .orElseThrow();
      assertEquals(0, again.count(ObjectState.ALLOCATED));
      assertEquals(inUse, again.allocated());
    }
  }

  /** A dump of a kernel that was started with slab_debug=FZPU (slub_debug before 6.6). */
  private static Subject debugged(Predicate<Slab> wanted) throws Exception {
    for (RealDump dump : RealDumps.ofAllMachines()) {
      Optional<Subject> found = Subject.find(dump, wanted);
      if (found.isPresent()) {
        return found.get();
      }
    }
    assumeTrue(false, "no dump of a kernel with slab_debug=FZPU is in $LAB/dumps");
    throw new AssertionError();
  }

  @Test
  void namesTheObjectThatWasWrittenBehind() throws Exception {
    try (Subject subject =
        debugged(slab -> slab.cache().checks().redZone() && hasRedZone(slab.cache()))) {
      SlabCache cache = subject.slab().cache();
      long object = subject.object(ObjectState.ALLOCATED);
      subject.put(object + cache.objectSize(), 0x4242_4242_4242_4242L);
      String what = "red zone overwritten at offset " + cache.objectSize() + ": 42, not cc";
      assertEquals(List.of(subject.damage(object, what)), subject.damages());
    }
  }

  private static boolean hasRedZone(SlabCache cache) {
    return cache.inUse() - cache.objectSize() >= Long.BYTES;
  }

  @Test
  void namesTheFreeObjectThatWasWrittenTo() throws Exception {
    try (Subject subject =
        debugged(slab -> slab.cache().checks().poison() && slab.count(ObjectState.FREE) > 0)) {
      long object = subject.object(ObjectState.FREE);
      subject.put(object, 0x4343_4343_4343_4343L);
      String what = "poison overwritten at offset 0: 43, not 6b";
      assertEquals(List.of(subject.damage(object, what)), subject.damages());
    }
  }

  @Test
  void aDumpWithoutItsSlabPagesCostsStatesOnly() throws Exception {
    try (Subject subject = Subject.withFreeObjects()) {
      subject.image().lose(subject.kernel().memory().physical(subject.slab().memory()));
      Slab again =
          Subject.slabs(subject.kernel()).stream()
              .filter(slab -> slab.address() == subject.slab().address())
              .findFirst()
              .orElseThrow();
      assertEquals(Optional.empty(), again.damage());
      assertEquals(subject.slab().allocated(), again.allocated());
      assertEquals(
          Optional.of(true),
          again.missing().map(text -> text.endsWith(MemoryFault.Reason.EXCLUDED.text())));
    }
  }
}
