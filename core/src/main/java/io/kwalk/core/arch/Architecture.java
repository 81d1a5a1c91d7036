package io.kwalk.core.arch;

/**
 * What is fixed of a processor architecture.
 *
 * @param name "x86-64", "arm64"
 * @param machine as ELF numbers it
 * @param registers as its kernel keeps them
 */
public record Architecture(String name, int machine, RegisterLayout registers) {}
