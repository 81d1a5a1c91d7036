package io.kwalk.core.debuginfo.dwarf;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was used last, up to a total weight; the newest one is always kept. Safe for threads. */
final class RecentlyUsed<K, V> {
  private record Weighed<V>(V value, long weight) {}

  private final long limit;
  private final Map<K, Weighed<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long total;

  RecentlyUsed(long limit) {
    this.limit = limit;
  }

  synchronized @Nullable V get(K key) {
    Weighed<V> entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  synchronized void put(K key, V value, long weight) {
    Weighed<V> before = entries.put(key, new Weighed<>(value, weight));
    total += weight - (before == null ? 0 : before.weight());
    Iterator<Weighed<V>> eldest = entries.values().iterator();
    while (total > limit && entries.size() > 1) {
      total -= eldest.next().weight();
      eldest.remove();
    }
  }
}
