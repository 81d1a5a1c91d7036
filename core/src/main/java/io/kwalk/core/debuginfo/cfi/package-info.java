/**
 * Call frame information: which register of a function's caller was saved where, by the address of
 * an instruction (DWARF 5 section 6.4; .eh_frame: Linux Standard Base Core 5.0, section 10.6).
 */
@NullMarked
package io.kwalk.core.debuginfo.cfi;

import org.jspecify.annotations.NullMarked;
