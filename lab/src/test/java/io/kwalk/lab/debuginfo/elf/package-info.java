/** ELF files and what is found by them. */
@NullMarked
package io.kwalk.lab.debuginfo.elf;

import org.jspecify.annotations.NullMarked;
