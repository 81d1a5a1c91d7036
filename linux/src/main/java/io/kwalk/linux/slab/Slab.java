package io.kwalk.linux.slab;

import java.util.Optional;

/**
 * One slab and the state of each of its objects. Does not change once a walk has given it; its
 * objects cost no allocation.
 */
public final class Slab {
  private static final ObjectState[] STATES = ObjectState.values();

  private final SlabCache cache;
  private final long address;
  private final long memory;
  private final int node;
  private final int inUse;
  private final int cpu;
  private final byte[] states;
  private final Optional<SlabDamage> damage;
  private final Optional<String> missing;

  Slab(
      SlabCache cache,
      long address,
      long memory,
      int node,
      int inUse,
      int cpu,
      byte[] states,
      Optional<SlabDamage> damage,
      Optional<String> missing) {
    this.cache = cache;
    this.address = address;
    this.memory = memory;
    this.node = node;
    this.inUse = inUse;
    this.cpu = cpu;
    this.states = states;
    this.damage = damage;
    this.missing = missing;
  }

  /** The same, with {@code found} wrong. */
  Slab damaged(SlabDamage found) {
    return new Slab(cache, address, memory, node, inUse, cpu, states, Optional.of(found), missing);
  }

  /** The same, of which {@code what} is not in the dump. */
  Slab missing(String what) {
    return new Slab(cache, address, memory, node, inUse, cpu, states, damage, Optional.of(what));
  }

  /** The cache that it belongs to. */
  public SlabCache cache() {
    return cache;
  }

  /** Address of its struct slab (struct page before 5.17). */
  public long address() {
    return address;
  }

  /** Address of its first byte. */
  public long memory() {
    return memory;
  }

  /** The node of its memory. */
  public int node() {
    return node;
  }

  /** The processor that allocates from it now, -1 for none. */
  public int cpu() {
    return cpu;
  }

  /** Objects that it has room for. */
  public int objects() {
    return states.length;
  }

  /** Objects as the slab counts them: those on a processor's list and in sheaves are among them. */
  public int inUse() {
    return inUse;
  }

  /** The state of object {@code i}. */
  public ObjectState state(int i) {
    return STATES[states[i]];
  }

  /** Address of object {@code i}, where its user's bytes begin. */
  public long object(int i) {
    return memory + cache.leftPad() + i * cache.size();
  }

  /** Which object holds {@code at}, what lies around it included; -1 for none. */
  public int indexOf(long at) {
    long offset = at - memory;
    boolean inside = cache.size() > 0 && offset >= 0 && offset < cache.size() * states.length;
    return inside ? (int) (offset / cache.size()) : -1;
  }

  /** How many objects are in {@code state}. */
  public int count(ObjectState state) {
    int count = 0;
    for (byte each : states) {
      count += each == state.ordinal() ? 1 : 0;
    }
    return count;
  }

  /** Objects that somebody has. Where some objects' state is not known, by the slab's counter. */
  public int allocated() {
    int unknown = count(ObjectState.UNKNOWN);
    int kept = count(ObjectState.CPU_FREE) + count(ObjectState.SHEAF_FREE);
    int waiting = count(ObjectState.RCU_FREE);
    return unknown == 0 ? count(ObjectState.ALLOCATED) + waiting : Math.max(0, inUse - kept);
  }

  /** Objects that nobody has. */
  public int freeCount() {
    return objects() - allocated();
  }

  /** The first that is wrong with it. */
  public Optional<SlabDamage> damage() {
    return damage;
  }

  /** What of a free list the dump lacks. */
  public Optional<String> missing() {
    return missing;
  }

  /** Damage or what is missing, in words. */
  public Optional<String> trouble() {
    return damage.map(SlabDamage::message).or(() -> missing);
  }
}
