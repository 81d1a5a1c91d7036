package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.dwarf.AttributeValue;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.DwTag;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a caller's debug information says of one call: DW_TAG_call_site (section 3.4). */
record CallSite(Die die) {
  private static final int MAX_DEPTH = 256;

  /** The call of {@code function} that returns to {@code returnAddress}, an address of the file. */
  static Optional<CallSite> find(Die function, long returnAddress) {
    return find(function, returnAddress, 0).map(CallSite::new);
  }

  private static Optional<Die> find(Die parent, long returnAddress, int depth) {
    for (Die child : parent.children()) {
      switch (child.tag()) {
        case DwTag.DW_TAG_call_site, DwTag.DW_TAG_GNU_call_site -> {
          if (returnsTo(child, returnAddress)) {
            return Optional.of(child);
          }
        }
        case DwTag.DW_TAG_lexical_block, DwTag.DW_TAG_inlined_subroutine -> {
          Optional<Die> found =
              depth < MAX_DEPTH ? find(child, returnAddress, depth + 1) : Optional.empty();
          if (found.isPresent()) {
            return found;
          }
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  /** The places where {@code function} is left by a jump to another one. */
  static List<CallSite> jumps(Die function) {
    List<CallSite> found = new ArrayList<>();
    addJumps(function, found, 0);
    return found;
  }

  private static void addJumps(Die parent, List<CallSite> found, int depth) {
    for (Die child : parent.children()) {
      switch (child.tag()) {
        case DwTag.DW_TAG_call_site, DwTag.DW_TAG_GNU_call_site -> {
          if (child.flag(DwAt.DW_AT_call_tail_call) || child.flag(DwAt.DW_AT_GNU_tail_call)) {
            found.add(new CallSite(child));
          }
        }
        case DwTag.DW_TAG_lexical_block, DwTag.DW_TAG_inlined_subroutine -> {
          if (depth < MAX_DEPTH) {
            addJumps(child, found, depth + 1);
          }
        }
        default -> {}
      }
    }
  }

  private static boolean returnsTo(Die site, long returnAddress) {
    AttributeValue value = site.attribute(DwAt.DW_AT_call_return_pc);
    value = value == null ? site.attribute(DwAt.DW_AT_low_pc) : value;
    return value != null && value.isAddress() && value.address() == returnAddress;
  }

  /** The function that is called, where the compiler knew it. */
  Optional<Die> callee() {
    Optional<Die> origin = die.reference(DwAt.DW_AT_call_origin);
    return origin.isPresent() ? origin : die.reference(DwAt.DW_AT_abstract_origin);
  }

  /** The expression that computes the callee's address from the caller's registers. */
  Optional<SectionReader> target() {
    return block(die, DwAt.DW_AT_call_target, DwAt.DW_AT_GNU_call_site_target);
  }

  private static Optional<SectionReader> block(Die die, int name, int gnuName) {
    AttributeValue value = die.attribute(name);
    value = value == null ? die.attribute(gnuName) : value;
    return value == null || !value.isBlock() ? Optional.empty() : Optional.of(value.block());
  }

  /**
   * The expression, in the caller's registers, of what the call passed in {@code place}.
   *
   * @param place the expression of a register, or of memory at one: then its contents are wanted
   */
  Optional<SectionReader> passed(SectionReader place) {
    byte[] wanted = place.at(0).bytes(place.size());
    for (Die parameter : die.children()) {
      AttributeValue location = parameter.attribute(DwAt.DW_AT_location);
      if (isParameter(parameter) && location != null && location.isBlock()) {
        SectionReader block = location.block();
        if (Arrays.equals(block.bytes(block.size()), wanted)) {
          return value(parameter);
        }
      }
    }
    return Optional.empty();
  }

  /** The same of a parameter of the source, by its entry. */
  Optional<SectionReader> passed(Die parameter) {
    for (Die child : die.children()) {
      Optional<Die> named = child.reference(DwAt.DW_AT_call_parameter);
      named = named.isPresent() ? named : child.reference(DwAt.DW_AT_abstract_origin);
      if (isParameter(child) && named.isPresent() && named.get().equals(parameter)) {
        return value(child);
      }
    }
    return Optional.empty();
  }

  private static boolean isParameter(Die die) {
    return die.tag() == DwTag.DW_TAG_call_site_parameter
        || die.tag() == DwTag.DW_TAG_GNU_call_site_parameter;
  }

  private static Optional<SectionReader> value(Die parameter) {
    return block(parameter, DwAt.DW_AT_call_value, DwAt.DW_AT_GNU_call_site_value);
  }
}
