/**
 * A64 instructions: from a word to a mnemonic and its operands, and to the text that objdump
 * prints. {@link io.kwalk.core.arch.arm64.disassembler.Arm64Disassembler} is the way in; the
 * encodings are tables in this package's resources, one a class of the Arm ARM.
 */
@NullMarked
package io.kwalk.core.arch.arm64.disassembler;

import org.jspecify.annotations.NullMarked;
