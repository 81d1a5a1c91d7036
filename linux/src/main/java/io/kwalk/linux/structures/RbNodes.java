package io.kwalk.linux.structures;

import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;

/** The nodes of a red-black tree as a list. */
public final class RbNodes {
  private RbNodes() {}

  /** In order, the leftmost first; adds to {@code troubles} what could not be walked. */
  public static List<Long> of(Kernel kernel, long root, List<String> troubles) {
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
