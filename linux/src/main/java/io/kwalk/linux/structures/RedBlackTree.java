package io.kwalk.linux.structures;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.Target;
import io.kwalk.linux.Kernel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Red-black trees (include/linux/rbtree_types.h). {@code rb_root_cached} begins with its {@code
 * rb_root}; augmented trees look the same.
 */
public final class RedBlackTree {
  /** A tree of 2^32 nodes is at most 64 deep; a damaged one may be a list. */
  private static final int MAX_DEPTH = 1024;

  private record Step(long node, String position, int depth, boolean visited) {}

  private final Memory memory;
  private final Field left;
  private final Field right;
  private final Field root;

  private RedBlackTree(Target target) {
    memory = target.memory();
    left = StructFields.field(target, "rb_node", "rb_left");
    right = StructFields.field(target, "rb_node", "rb_right");
    root = StructFields.field(target, "rb_root", "rb_node");
  }

  /**
   * The walker for {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has no such types
   */
  public static RedBlackTree of(Kernel kernel) {
    return kernel.part(RedBlackTree.class, RedBlackTree::new);
  }

  /** The walker for any memory with the kernel's types. */
  public static RedBlackTree on(Target target) {
    return new RedBlackTree(target);
  }

  /** The nodes of the {@code rb_root} at {@code address}: each before those below it. */
  public void walk(long address, boolean inOrder, TreeListener listener) {
    try {
      walkNode(root.get(memory, address), inOrder, listener);
    } catch (MemoryFault fault) {
      listener.trouble(fault.getMessage());
    }
  }

  /**
   * The nodes from the {@code rb_node} at {@code node} on.
   *
   * @param inOrder from the leftmost to the rightmost, else each node before those below it
   */
  public void walkNode(long node, boolean inOrder, TreeListener listener) {
    LongSet seen = new LongSet();
    Deque<Step> waiting = new ArrayDeque<>();
    push(waiting, node, "root", 0);
    while (!waiting.isEmpty()) {
      Step step = waiting.pop();
      if (step.visited) {
        listener.entry(step.node, 0, 0, step.position);
      } else if (!seen.add(step.node)) {
        listener.trouble("the tree comes back to the node at " + Long.toHexString(step.node));
      } else if (step.depth > MAX_DEPTH) {
        listener.trouble("the tree is deeper than " + MAX_DEPTH + " nodes");
      } else {
        visit(step, inOrder, waiting, listener);
      }
    }
  }

  private void visit(Step step, boolean inOrder, Deque<Step> waiting, TreeListener listener) {
    long below;
    long behind;
    try {
      below = left.get(memory, step.node);
      behind = right.get(memory, step.node);
    } catch (MemoryFault fault) {
      listener.trouble(fault.getMessage());
      return;
    }
    push(waiting, behind, step.position + "/r", step.depth + 1);
    if (inOrder) {
      waiting.push(new Step(step.node, step.position, step.depth, true));
    } else {
      listener.entry(step.node, 0, 0, step.position);
    }
    push(waiting, below, step.position + "/l", step.depth + 1);
  }

  private static void push(Deque<Step> waiting, long node, String position, int depth) {
    if (node != 0) {
      waiting.push(new Step(node, position, depth, false));
    }
  }
}
