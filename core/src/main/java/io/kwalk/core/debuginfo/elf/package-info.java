/** ELF files: sections by name, decompressed and relocated, symbols and build-ids. */
@NullMarked
package io.kwalk.core.debuginfo.elf;

import org.jspecify.annotations.NullMarked;
