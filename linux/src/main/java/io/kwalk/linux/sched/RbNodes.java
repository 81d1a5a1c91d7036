package io.kwalk.linux.sched;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.RedBlackTree;
import io.kwalk.linux.structures.TreeListener;
import java.util.ArrayList;
import java.util.List;

/** The nodes of a red-black tree as a list. */
final class RbNodes {
  private RbNodes() {}

  /** In order, the leftmost first; adds to {@code troubles} what could not be walked. */
  static List<Long> of(Kernel kernel, long root, List<String> troubles) {
    List<Long> nodes = new ArrayList<>();
    RedBlackTree.of(kernel)
        .walk(
            root,
            true,
            new TreeListener() {
              @Override
              public void entry(long entry, long first, long last, String position) {
                nodes.add(entry);
              }

              @Override
              public void trouble(String message) {
                troubles.add(message);
              }
            });
    return nodes;
  }
}
