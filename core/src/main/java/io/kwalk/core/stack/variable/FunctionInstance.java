package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwTag;
import java.util.List;

/**
 * A function that an instruction is in: the one that the linker knows, or a call that was inlined
 * into it.
 *
 * @param die DW_TAG_subprogram or DW_TAG_inlined_subroutine
 * @param parameters entries in the order of the declaration
 * @param locals entries of the variables whose blocks are in force, outer blocks first
 */
public record FunctionInstance(Die die, List<Die> parameters, List<Die> locals) {
  public boolean isInlined() {
    return die.tag() == DwTag.DW_TAG_inlined_subroutine;
  }
}
