/**
 * x86-64 instructions: from bytes to a mnemonic and its operands, and to the text that objdump
 * prints. {@link io.kwalk.core.arch.x86_64.disassembler.X86Disassembler} is the way in.
 */
@NullMarked
package io.kwalk.core.arch.x86_64.disassembler;

import org.jspecify.annotations.NullMarked;
