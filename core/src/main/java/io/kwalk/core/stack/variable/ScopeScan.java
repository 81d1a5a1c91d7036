package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.dwarf.AddressRanges;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.DwTag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is in force at an address of a function: calls inlined there, and variables of each. */
final class ScopeScan {
  private static final int MAX_DEPTH = 256;

  private final long address;
  private final List<FunctionInstance> found = new ArrayList<>();

  private ScopeScan(long address) {
    this.address = address;
  }

  /**
   * Innermost call first, {@code subprogram} at last.
   *
   * @param address of the file
   */
  static List<FunctionInstance> of(Die subprogram, long address) {
    ScopeScan scan = new ScopeScan(address);
    scan.instance(subprogram, 0);
    return scan.found;
  }

  private void instance(Die die, int depth) {
    List<Die> parameters = new ArrayList<>();
    List<Die> locals = new ArrayList<>();
    scan(die, true, parameters, locals, depth);
    addLost(die, parameters, locals);
    // Instances have them in any order, their common origin in the order of the declaration.
    parameters.sort(Comparator.comparingInt(ScopeScan::declaredAt));
    found.add(new FunctionInstance(die, List.copyOf(parameters), List.copyOf(locals)));
  }

  /**
   * The entries below {@code parent}.
   *
   * @param inForce whether its variables count: compilers leave addresses of inlined calls out of
   *     the blocks around them, so those are looked into all the same
   */
  private void scan(
      Die parent, boolean inForce, List<Die> parameters, List<Die> locals, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    for (Die child : parent.children()) {
      switch (child.tag()) {
        case DwTag.DW_TAG_formal_parameter -> {
          if (inForce) {
            parameters.add(child);
          }
        }
        case DwTag.DW_TAG_variable -> {
          if (inForce && !child.has(DwAt.DW_AT_declaration)) {
            locals.add(child);
          }
        }
        case DwTag.DW_TAG_lexical_block ->
            scan(child, inForce && holds(child, true), parameters, locals, depth + 1);
        case DwTag.DW_TAG_inlined_subroutine -> {
          if (holds(child, false)) {
            instance(child, depth + 1);
          }
        }
        default -> {}
      }
    }
  }

  private boolean holds(Die die, boolean withoutRanges) {
    long[] ranges = AddressRanges.of(die);
    for (int i = 0; i + 1 < ranges.length; i += 2) {
      if (Long.compareUnsigned(ranges[i], address) <= 0
          && Long.compareUnsigned(address, ranges[i + 1]) < 0) {
        return true;
      }
    }
    return withoutRanges && ranges.length == 0;
  }

  private static int declaredAt(Die parameter) {
    return parameter.reference(DwAt.DW_AT_abstract_origin).orElse(parameter).offset();
  }

  /** Variables of the source that this instance has no entry for: optimized out. */
  private static void addLost(Die die, List<Die> parameters, List<Die> locals) {
    Optional<Die> origin = die.reference(DwAt.DW_AT_abstract_origin);
    if (origin.isEmpty()) {
      return;
    }
    Set<Die> present = new HashSet<>();
    for (Die parameter : parameters) {
      parameter.reference(DwAt.DW_AT_abstract_origin).ifPresent(present::add);
    }
    for (Die local : locals) {
      local.reference(DwAt.DW_AT_abstract_origin).ifPresent(present::add);
    }
    for (Die child : origin.get().children()) {
      boolean lost = !present.contains(child) && !child.has(DwAt.DW_AT_declaration);
      if (lost && child.tag() == DwTag.DW_TAG_formal_parameter) {
        parameters.add(child);
      } else if (lost && child.tag() == DwTag.DW_TAG_variable) {
        locals.add(child);
      }
    }
  }
}
