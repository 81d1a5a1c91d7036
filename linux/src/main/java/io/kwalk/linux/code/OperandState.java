package io.kwalk.linux.code;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What an operand was when its instruction was about to run.
 *
 * @param operand its text; empty for memory that the instruction names implicitly: the stack of
 *     push, pop, call and ret
 * @param value a register's value, or the eight bytes that an address leads to; empty if unknown
 * @param address of an operand in memory; empty if a register of it is unknown
 * @param problem why the address leads nowhere; null if nothing is wrong with it
 */
public record OperandState(
    String operand, OptionalLong value, OptionalLong address, @Nullable String problem) {}
