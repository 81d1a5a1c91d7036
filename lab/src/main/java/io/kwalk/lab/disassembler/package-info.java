/** Compares the disassembler's text with objdump's. */
@NullMarked
package io.kwalk.lab.disassembler;

import org.jspecify.annotations.NullMarked;
