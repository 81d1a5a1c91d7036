/**
 * DWARF 4 and 5 (dwarfstd.org): units, entries and their attributes, read where they are asked for.
 * Section numbers in comments are those of the DWARF 5 standard.
 */
@NullMarked
package io.kwalk.core.debuginfo.dwarf;

import org.jspecify.annotations.NullMarked;
