package io.kwalk.linux.structures;

/** Hears what a walk through a tree meets. */
@FunctionalInterface
public interface TreeListener {
  /**
   * An entry.
   *
   * @param entry the pointer or value that is kept; of a red-black tree the rb_node
   * @param first the first index that the entry stands for; 0 where there are none
   * @param last the last of them
   * @param position the way from the root: "root/0/3", "root/l/r"
   */
  void entry(long entry, long first, long last, String position);

  /** Something that could not be walked: a missing page, a cycle, a node that cannot be right. */
  default void trouble(String message) {}

  /**
   * A node, before what is below it; maple trees only.
   *
   * @param type the kernel's {@code enum maple_type}
   */
  default void node(long address, int type, int depth, long first, long last) {}
}
