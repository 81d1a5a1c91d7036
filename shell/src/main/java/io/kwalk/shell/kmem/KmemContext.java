package io.kwalk.shell.kmem;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.MemoryNode;
import io.kwalk.linux.mm.MemoryNodes;
import io.kwalk.linux.mm.MemoryZone;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import java.util.ArrayList;
import java.util.List;

/** What one run of kmem works with. */
record KmemContext(Kernel kernel, Output output, Faults faults) {
  List<MemoryNode> nodes() {
    List<String> troubles = new ArrayList<>();
    List<MemoryNode> nodes = MemoryNodes.of(kernel).all(troubles);
    faults.addAll(troubles);
    return nodes;
  }

  List<MemoryZone> zones() {
    List<MemoryZone> zones = new ArrayList<>();
    nodes().forEach(node -> zones.addAll(node.zones()));
    return zones;
  }

  static String number(long value, int width) {
    return Text.right(Long.toString(value), width);
  }

  static String hex(long value, int width) {
    return Text.right(Long.toHexString(value), width);
  }
}
