package io.kwalk.core.debuginfo;

import org.jspecify.annotations.Nullable;

/**
 * One of the functions that an instruction belongs to at once, since one was inlined into the
 * other.
 *
 * @param function its name in the source; empty for code that the debug information knows no
 *     function of, as in assembler sources
 * @param linkageName what the linker calls it, where the language decorates names; else null
 * @param line where execution is in this function: of the innermost one, the instruction's line; of
 *     the others, the line of the call that was inlined; null if it is not known
 * @param inlined whether it was inlined into the next one of the list
 */
public record InlinedFrame(
    String function, @Nullable String linkageName, @Nullable SourceLine line, boolean inlined) {}
