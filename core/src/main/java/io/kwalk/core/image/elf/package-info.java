/** ELF64 vmcores: kdump's, makedumpfile's and QEMU's. */
@NullMarked
package io.kwalk.core.image.elf;

import org.jspecify.annotations.NullMarked;
