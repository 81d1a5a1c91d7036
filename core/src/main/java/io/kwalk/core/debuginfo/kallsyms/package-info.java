/**
 * The symbol table that the kernel carries in its own memory (kernel/kallsyms.c,
 * scripts/kallsyms.c).
 */
@NullMarked
package io.kwalk.core.debuginfo.kallsyms;

import org.jspecify.annotations.NullMarked;
