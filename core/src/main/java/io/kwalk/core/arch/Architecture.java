package io.kwalk.core.arch;

import io.kwalk.core.arch.code.Disassembler;
import java.util.function.Supplier;

/**
 * What is fixed of a processor architecture.
 *
 * @param name "x86-64", "arm64"
 * @param machine as ELF numbers it
 * @param registers as its kernel keeps them
 * @param disassemblers make one for each thread that decodes its instructions
 */
public record Architecture(
    String name, int machine, RegisterLayout registers, Supplier<Disassembler> disassemblers) {}
