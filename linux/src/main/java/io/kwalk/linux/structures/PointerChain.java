package io.kwalk.linux.structures;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.util.function.LongPredicate;

/**
 * Lists of any make: each element holds the address of the next. hlist_nulls end at an odd value,
 * llist and singly linked ones at zero, list_head where they began.
 */
public final class PointerChain {
  /** Longer than any list of a kernel that lives: objects of 64 bytes in 4 GiB. */
  private static final int LIMIT = 1 << 26;

  /** Hears the elements. */
  @FunctionalInterface
  public interface Listener {
    /** The address that the list holds; false ends the walk. */
    boolean element(long address);
  }

  /**
   * How a walk ended.
   *
   * @param kind END is the list's own
   * @param address the last pointer that was read, or the element that could not be
   */
  public record End(Kind kind, long address) {
    /** Why. */
    public enum Kind {
      END,
      STOPPED,
      NULL,
      CYCLE,
      FAULT,
      TOO_LONG
    }
  }

  private PointerChain() {}

  /**
   * Walks from the element at {@code first}.
   *
   * @param offset of the pointer to the next one, from the address that the list holds
   * @param end pointers that end the list; zero always does
   */
  public static End walk(
      Memory memory, long first, long offset, LongPredicate end, Listener listener) {
    LongSet seen = new LongSet();
    long at = first;
    for (int count = 0; count < LIMIT; count++) {
      if (at == 0) {
        return new End(End.Kind.NULL, 0);
      }
      if (end.test(at)) {
        return new End(End.Kind.END, at);
      }
      if (!seen.add(at)) {
        return new End(End.Kind.CYCLE, at);
      }
      if (!listener.element(at)) {
        return new End(End.Kind.STOPPED, at);
      }
      try {
        at = memory.u64(at + offset);
      } catch (MemoryFault _) {
        return new End(End.Kind.FAULT, at);
      }
    }
    return new End(End.Kind.TOO_LONG, at);
  }
}
