package io.kwalk.linux.device;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.LongSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A range of I/O ports or memory.
 *
 * @param address of the struct resource
 * @param end its last address
 * @param depth below the root
 */
public record IoResource(long address, long start, long end, String name, int depth) {
  private static final int MAX_NAME = 256;
  private static final int MAX_RESOURCES = 1 << 20;

  private record Step(long address, int depth) {}

  /**
   * The resource at {@code root} and all below it, each before what is in it.
   *
   * @param troubles receives what could not be walked or read, in words
   */
  public static List<IoResource> tree(Kernel kernel, long root, List<String> troubles) {
    Memory memory = kernel.memory();
    Field child = kernel.field("resource", "child");
    Field sibling = kernel.field("resource", "sibling");
    List<IoResource> found = new ArrayList<>();
    LongSet seen = new LongSet();
    Deque<Step> waiting = new ArrayDeque<>();
    waiting.push(new Step(root, 0));
    while (!waiting.isEmpty() && found.size() < MAX_RESOURCES) {
      Step step = waiting.pop();
      if (!seen.add(step.address)) {
        troubles.add("the resources come back to " + Long.toHexString(step.address));
        continue;
      }
      try {
        long next = step.depth == 0 ? 0 : sibling.get(memory, step.address);
        long below = child.get(memory, step.address);
        found.add(read(kernel, step));
        if (next != 0) {
          waiting.push(new Step(next, step.depth));
        }
        if (below != 0) {
          waiting.push(new Step(below, step.depth + 1));
        }
      } catch (MemoryFault fault) {
        troubles.add("resource at " + Long.toHexString(step.address) + ": " + fault.getMessage());
      }
    }
    return found;
  }

  private static IoResource read(Kernel kernel, Step step) {
    Memory memory = kernel.memory();
    long name = kernel.field("resource", "name").get(memory, step.address);
    return new IoResource(
        step.address,
        kernel.field("resource", "start").get(memory, step.address),
        kernel.field("resource", "end").get(memory, step.address),
        name == 0 ? "" : memory.cString(name, MAX_NAME),
        step.depth);
  }
}
